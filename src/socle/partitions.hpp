// Tables that are divided by time, such that what is old goes as whole tables. TABLE_default holds
// rows of times that have no part.
#pragma once

#include <string>

#include "pg/spi.hpp"

namespace socle::partitions {

enum class Unit { day, month };

struct Division {
  const char* table;
  const char* column;  // timestamptz; the parts are of UTC
  Unit unit;
};

// Locks the parts that roll() drops, so that nobody writes into them any more.
void lock_old(pg::Spi& spi, pg::Schema schema, const Division& division, const std::string& kept);

// Drops the parts that ended longer ago than `kept`, an interval like '14 days', and deletes what
// is as old among the rows without a part. Makes the current part and the next three, and moves
// there what waited for them. How many parts were dropped. Needs the rights of the table's owner,
// and locks the table for a moment if there is something to do.
std::int64_t roll(pg::Spi& spi, pg::Schema schema, const Division& division,
                  const std::string& kept);

}  // namespace socle::partitions

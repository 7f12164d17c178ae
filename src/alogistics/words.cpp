#include "alogistics/words.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid> read_name{
    "select coalesce(nullif(concat_ws(' ', nullif(first_name, ''), nullif(last_name, '')), ''),"
    " '—') from alogistics.profiles where id = $1"};
constinit pg::Statement<Uuid> read_plate{
    "select plate_number from alogistics.vehicles where id = $1"};
constinit pg::Statement<Uuid> read_route{
    "select pickup_city || ' → ' || delivery_city from alogistics.transport_requests"
    " where id = $1"};
constinit pg::Statement<pg::Timestamp> write_time{
    "select to_char($1 at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'"};

template <class P>
std::string word(pg::Spi& spi, pg::Statement<P>& statement, const P& parameter) {
  return std::get<0>(spi.row<std::string>(statement, parameter).value());
}

}  // namespace

std::string name_of(pg::Spi& spi, const Uuid& person) { return word(spi, read_name, person); }

std::string plate_of(pg::Spi& spi, const Uuid& vehicle) { return word(spi, read_plate, vehicle); }

std::string route_of(pg::Spi& spi, const Uuid& request) { return word(spi, read_route, request); }

std::string written(pg::Spi& spi, pg::Timestamp time) { return word(spi, write_time, time); }

}  // namespace socle::alogistics

// plain_words(): what is searched and what is asked for, in the same letters.
#include "domain/accents.hpp"
#include "pg/function.hpp"
#include "pg/letters.hpp"

namespace socle::alogistics {

namespace {

std::string plain_words(const std::string& words) { return pg::lower(without_accents(words)); }

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_plain_words, socle::alogistics::plain_words);

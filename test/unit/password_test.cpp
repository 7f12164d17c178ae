// Requirement: passwords are bcrypt, nothing is cut off, and refusals take as long as acceptance.
#include "domain/identity/password.hpp"

#include <gtest/gtest.h>


#include "refusals.hpp"

namespace socle::identity {
namespace {

using test::facts;
using test::rule;

constexpr std::string_view salt = "0123456789abcdef";

std::string relabelled(std::string hash, char kind) {
  hash[2] = kind;
  return hash;
}

TEST(CheckPassword, WantsEnoughCharactersNotBytes) {
  EXPECT_EQ(rule(check_password("12345678", 8)), "ok");
  EXPECT_EQ(rule(check_password("éééééééé", 8)), "ok");
  EXPECT_EQ(facts(check_password("1234567", 8)),
            R"({"error":"weak_password","reason":"too short","minimum":8})");
  EXPECT_EQ(facts(check_password("éééé", 8)),
            R"({"error":"weak_password","reason":"too short","minimum":8})");
  EXPECT_EQ(rule(check_password("", 8)), "weak_password");
}

TEST(CheckPassword, RefusesWhatBcryptWouldCutOff) {
  EXPECT_EQ(rule(check_password(std::string(72, 'x'), 8)), "ok");
  EXPECT_EQ(facts(check_password(std::string(73, 'x'), 8)),
            R"({"error":"weak_password","reason":"longer than 72 bytes"})");
  EXPECT_EQ(facts(check_password(std::string("password\0hidden", 15), 8)),
            R"({"error":"weak_password","reason":"has a NUL byte"})");
}

TEST(CheckPassword, RefusesWhatIsNotText) {
  EXPECT_EQ(facts(check_password("password\xff", 8)),
            R"({"error":"weak_password","reason":"not UTF-8"})");
}

// crypt_blowfish's own test vectors, which Openwall publishes with it.
TEST(IsPassword, AgreesWithCryptBlowfish) {
  constexpr std::pair<std::string_view, std::string_view> vectors[] = {
      {"U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
      {"U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"},
      {"U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
      {"", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"},
      {"\xa3", "$2a$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"},
      {"\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"},
      {"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
       "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"},
  };
  for (const auto& [password, hash] : vectors) {
    for (const char kind : {'a', 'b', 'y'})
      EXPECT_TRUE(is_password(password, relabelled(std::string(hash), kind))) << hash << kind;
    EXPECT_FALSE(is_password(std::string(password.substr(0, 71)) + "!", hash)) << hash;
  }
}

TEST(HashPassword, AgreesWithCryptBlowfish) {
  // 21 times 'C' and '.' are these bytes in bcrypt's alphabet.
  const std::string salt_of_c = "\x10\x41\x04\x10\x41\x04\x10\x41\x04\x10\x41\x04\x10\x41\x04\x10";
  EXPECT_EQ(hash_password("U*U", 5, salt_of_c),
            "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
  EXPECT_EQ(hash_password("U*U*", 5, salt_of_c),
            "$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK");
  EXPECT_EQ(hash_password("", 5, salt_of_c),
            "$2b$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy");
}

TEST(HashPassword, IsReadBackUnderEachOfItsNames) {
  for (const std::string& password : {std::string("mot de passe"), std::string(72, 'x')}) {
    const auto hash = hash_password(password, 4, salt);
    ASSERT_TRUE(hash);
    EXPECT_TRUE(hash->starts_with("$2b$04$"));
    for (const char kind : {'a', 'b', 'y'})
      EXPECT_TRUE(is_password(password, relabelled(*hash, kind)));
    EXPECT_FALSE(is_password(password + 'x', *hash));
    EXPECT_FALSE(is_password(password.substr(1), *hash));
  }
}

TEST(HashPassword, RefusesWhatItCannotHashWhole) {
  EXPECT_TRUE(hash_password(std::string(72, 'x'), 4, salt));
  EXPECT_FALSE(hash_password(std::string(73, 'x'), 4, salt));
  EXPECT_FALSE(hash_password(std::string("a\0b", 3), 4, salt));
  EXPECT_FALSE(hash_password("password", 3, salt));
  EXPECT_FALSE(hash_password("password", 17, salt));
  EXPECT_FALSE(hash_password("password", -1, salt));
  EXPECT_FALSE(hash_password("password", 4, salt.substr(1)));
  EXPECT_FALSE(hash_password("password", 4, ""));
}

TEST(HashPassword, DependsOnTheWholeSalt) {
  const auto hash = hash_password("password", 4, salt);
  for (std::size_t at = 0; at < salt.size(); ++at) {
    std::string other(salt);
    other[at] = 'x';
    EXPECT_NE(hash_password("password", 4, other), hash) << at;
  }
}

// bcrypt sees 72 bytes and stops at NUL: without the check these would all be the same password.
TEST(IsPassword, IsFalseForWhatBcryptWouldCutOff) {
  const auto long_one = hash_password(std::string(72, 'x'), 4, salt);
  EXPECT_FALSE(is_password(std::string(73, 'x'), *long_one));
  EXPECT_FALSE(is_password(std::string(1'000'000, 'x'), *long_one));
  const auto short_one = hash_password("password", 4, salt);
  EXPECT_FALSE(is_password(std::string("password\0", 9), *short_one));
  EXPECT_FALSE(is_password(std::string("password\0hidden", 15), *short_one));
}

// Whatever is hashed instead of them is not a password either.
TEST(IsPassword, IsFalseForThemEvenIfTheStandInIsThePassword) {
  const auto hash = hash_password("stand-in for what no bcrypt can hash", 4, salt);
  EXPECT_TRUE(is_password("stand-in for what no bcrypt can hash", *hash));
  EXPECT_FALSE(is_password(std::string(73, 'x'), *hash));
}

TEST(IsPassword, KnowsNoOtherKindOfHash) {
  const std::string hash = *hash_password("password", 4, salt);
  // DES, which a prefix that crypt(3) does not know would become elsewhere; MD5; SHA-512.
  for (const std::string_view other : {"", "*", "password", "$2", "$2b$", "$2b$04$",
                                       "abJnggxhB/yWI", "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",
                                       "$6$salt$x", "$argon2id$v=19$m=16,t=2,p=1$c2FsdA$x"}) {
    EXPECT_FALSE(is_password("password", other)) << other;
    EXPECT_FALSE(is_known_hash(other)) << other;
  }
  EXPECT_TRUE(is_known_hash(hash));
  EXPECT_FALSE(is_password("password", relabelled(hash, 'x')));
  EXPECT_FALSE(is_password("password", relabelled(hash, 'c')));
  EXPECT_FALSE(is_password("password", hash + "x"));
  EXPECT_FALSE(is_password("password", hash.substr(0, 59)));
  EXPECT_FALSE(is_password("password", ' ' + hash.substr(1)));
  for (const std::string_view cost : {"03", "17", "31", "4$", " 4", "x4", "-4"}) {
    std::string other = hash;
    other.replace(4, 2, cost);
    EXPECT_FALSE(is_password("password", other)) << cost;
  }
  for (std::size_t at = 7; at < hash.size(); ++at) {
    std::string other = hash;
    other[at] = '\0';
    EXPECT_FALSE(is_password("password", other));
  }
}

TEST(IsPassword, IsFalseForEveryChangedCharacterOfTheHash) {
  const std::string hash = *hash_password("password", 4, salt);
  ASSERT_TRUE(is_password("password", hash));
  for (std::size_t at = 7; at < hash.size(); ++at) {
    std::string other = hash;
    other[at] = other[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(is_password("password", other)) << at;
  }
}

TEST(NeedsRehash, WhenKindOrCostDiffer) {
  const std::string hash = *hash_password("password", 5, salt);
  EXPECT_FALSE(needs_rehash(hash, 5));
  EXPECT_TRUE(needs_rehash(hash, 4));
  EXPECT_TRUE(needs_rehash(hash, 6));
  EXPECT_TRUE(needs_rehash(relabelled(hash, 'a'), 5));
  EXPECT_TRUE(needs_rehash(relabelled(hash, 'y'), 5));
  EXPECT_TRUE(needs_rehash("", 5));
  EXPECT_TRUE(needs_rehash("$2b$05$short", 5));
}

TEST(DummyHash, HasTheCostAndNoPassword) {
  const std::string hash = dummy_hash(4);
  EXPECT_EQ(hash.size(), 60U);
  EXPECT_FALSE(needs_rehash(hash, 4));
  EXPECT_TRUE(dummy_hash(12).starts_with("$2b$12$"));
  for (const std::string& password : {std::string(), std::string("password"), std::string(73, 'x')})
    EXPECT_FALSE(is_password(password, hash));
}

// The last character of a hash stands for 4 bits, so only every fourth letter can be there.
TEST(DummyHash, EndsAsNoHashEnds) {
  constexpr std::string_view possible = ".CGKOSWaeimquy26";
  for (int number = 0; number < 40; ++number) {
    const std::string hash = *hash_password(std::to_string(number), 4, salt);
    EXPECT_NE(possible.find(hash.back()), std::string_view::npos) << hash;
  }
  EXPECT_EQ(possible.find(dummy_hash(4).back()), std::string_view::npos);
}

}  // namespace
}  // namespace socle::identity

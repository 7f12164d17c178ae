#include "domain/accents.hpp"

#include <gtest/gtest.h>

namespace socle {

TEST(Accents, FallFromTheLettersOfFrench) {
  EXPECT_EQ(without_accents("Thiès, Sédhiou et Kédougou"), "Thies, Sedhiou et Kedougou");
  EXPECT_EQ(without_accents("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ àâäçéèêëîïôöùûüÿ"),
            "aaaceeeeiioouuu aaaceeeeiioouuuy");
}

TEST(Accents, StayOnWhatIsAnotherLetter) {
  EXPECT_EQ(without_accents("Straße, cœur, Ærø, 5×3, Łódź"), "Straße, cœur, Ærø, 5×3, Łodź");
}

TEST(Accents, DoNotBreakWhatIsCutOff) {
  EXPECT_EQ(without_accents(""), "");
  EXPECT_EQ(without_accents("\xC3"), "\xC3");
}

}  // namespace socle

// Names and addresses by what announces them and how countries write them; each with what must not
// match.
#include <gtest/gtest.h>

#include <algorithm>

#include "privacy/detect/detector_set.h"

namespace adit {
namespace {

std::string Found(std::string_view text, TextKind kind = TextKind::kText) {
  static DetectorSet& detectors = *new DetectorSet;
  std::vector<Finding> findings = detectors.Find(text, {.kind = kind});
  MergeOverlaps(findings);
  std::string out;
  for (const Finding& finding : findings) {
    if (!out.empty()) out += " + ";
    out += FindingTypeName(finding.type);
    out += ':';
    out += text.substr(finding.begin, finding.end - finding.begin);
  }
  return out;
}

TEST(Addresses, InTheOrdersOfCountries) {
  EXPECT_EQ(Found("Am Buttermarkt 130, 31582 Wuppertal"),
            "ADDRESS:Am Buttermarkt 130, 31582 Wuppertal");
  EXPECT_EQ(Found("12904 Wuppertal, Alter Grenzweg 172"),
            "ADDRESS:12904 Wuppertal, Alter Grenzweg 172");
  EXPECT_EQ(Found("145, rue du Dupuy, 16231 Aix-en-Provence"),
            "ADDRESS:145, rue du Dupuy, 16231 Aix-en-Provence");
  EXPECT_EQ(Found("al. Wrona 134 m. 5, 60-129 Bydgoszcz"),
            "ADDRESS:al. Wrona 134 m. 5, 60-129 Bydgoszcz");
  EXPECT_EQ(Found("42 Renner Close, Wolverhampton FN5 9UE"),
            "ADDRESS:42 Renner Close, Wolverhampton FN5 9UE");
  EXPECT_EQ(Found("Aspgatan 185 A, 666 97 Borås"), "ADDRESS:Aspgatan 185 A, 666 97 Borås");
}

TEST(Addresses, VersionsAmountsAndDatesAreNone) {
  EXPECT_EQ(Found("Opslaan 18.8.7 - Lexware", TextKind::kWindowTitle), "");
  EXPECT_EQ(Found("Auftrag 4711-22 enthält 35 Positionen, Raum 204."), "");
  EXPECT_EQ(Found("Kapitel 4, Seite 12"), "");
}

TEST(Names, AnnouncedByWordsOfManyLanguages) {
  EXPECT_EQ(Found("efternavn Glosli"), "PERSON:Glosli");
  EXPECT_EQ(Found("Szanowny Panie Chojnowski, dziękujemy"), "PERSON:Chojnowski");
  EXPECT_EQ(Found("Klant 4711 Tyara Vermeule | Odoo", TextKind::kWindowTitle), "PERSON:Tyara Vermeule");
  EXPECT_EQ(Found("Met vriendelijke groet\nDammis Hallink"), "PERSON:Dammis Hallink");
}

TEST(Names, ListsOfFullNamesAreSeveral) {
  EXPECT_EQ(Found("Verbale: Matteo Testa, Fabio Moretti e Amerigo Basile hanno firmato"),
            "PERSON:Matteo Testa + PERSON:Fabio Moretti + PERSON:Amerigo Basile");
  EXPECT_EQ(Found("Kunde: Mustermann, Max"), "PERSON:Mustermann, Max");
}

TEST(Names, RomanisedNames) {
  EXPECT_EQ(Found("Min-jun Moreau: release schedule", TextKind::kWindowTitle),
            "PERSON:Min-jun Moreau");
  EXPECT_EQ(Found("Check-in Liste", TextKind::kWindowTitle), "");
}

TEST(Logins, WithoutAColonAndInPrompts) {
  EXPECT_EQ(Found("Login jdoe07 failed"), "USERNAME:jdoe07");
  EXPECT_EQ(Found("Login page"), "");
  EXPECT_EQ(Found("jdoe@wks-40: Settings", TextKind::kWindowTitle),
            "USERNAME:jdoe + HOSTNAME:wks-40");
}

}  // namespace
}  // namespace adit

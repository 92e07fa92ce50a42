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

TEST(Addresses, OfFurtherCountries) {
  EXPECT_EQ(Found("Vukovarska ulica 58, 21000 Split"), "ADDRESS:Vukovarska ulica 58, 21000 Split");
  EXPECT_EQ(Found("Slovenska cesta 5, 1000 Ljubljana"), "ADDRESS:Slovenska cesta 5, 1000 Ljubljana");
  EXPECT_EQ(Found("Eircode T12 W8KP"), "ADDRESS:T12 W8KP");
  EXPECT_EQ(Found("part T12 W8KP"), "");
  EXPECT_EQ(Found("〒150-0042 東京都渋谷区宇田川町21-1"), "ADDRESS:150-0042 東京都渋谷区宇田川町21-1");
  EXPECT_EQ(Found("广东省深圳市南山区科技园路10号"), "ADDRESS:广东省深圳市南山区科技园路10号");
  EXPECT_EQ(Found("서울특별시 강남구 테헤란로 152"), "ADDRESS:서울특별시 강남구 테헤란로 152");
  EXPECT_EQ(Found("第3四半期 売上 120"), "");
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

TEST(Names, FamilyNamesThatActInASentence) {
  EXPECT_EQ(Found("Mette: Østergaard kommer kl. 10"), "PERSON:Mette + PERSON:Østergaard");
  EXPECT_EQ(Found("Lorenzo: Castiglioni arriva alle 9"), "PERSON:Lorenzo + PERSON:Castiglioni");
  EXPECT_EQ(Found("FYI Halvorsen is out until Thursday."), "PERSON:Halvorsen");
  EXPECT_EQ(Found("Der Rechner startet neu, Fenster schließen"), "");
  EXPECT_EQ(Found("Die Besprechung ist in der sala Goya um zehn"), "");
}

TEST(Names, FilesOfAPersonEndWithTheName) {
  const auto title = [](std::string_view text) { return Found(text, TextKind::kWindowTitle); };
  EXPECT_EQ(title("Dossier Lemaréchal - Assurance habitation"), "PERSON:Lemaréchal");
  EXPECT_EQ(title("Anställningsavtal Bergqvist - Word"), "PERSON:Bergqvist");
  EXPECT_EQ(title("Umowa Brzęczyszczykiewicz - Word"), "PERSON:Brzęczyszczykiewicz");
  EXPECT_EQ(title("Dossier ACME - Assurance habitation"), "");
  EXPECT_EQ(title("Dossier Haushaltsausgaben - Word"), "") << "too long for a name";
  EXPECT_EQ(title("Contract Management - SAP"), "");
  EXPECT_EQ(title("Projekt Lemaréchal öffnen - Word"), "");
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

TEST(Names, ParticlesBetweenTitleAndName) {
  EXPECT_EQ(Found("Sehr geehrter Herr von der Leithe,"), "PERSON:von der Leithe");
  EXPECT_EQ(Found("Afspraak met mw. De Graaff-Willemsen"), "PERSON:De Graaff-Willemsen");
  EXPECT_EQ(Found("Halter Giuseppe Lo Monaco"), "PERSON:Giuseppe Lo Monaco");
}

TEST(Names, OfOtherScriptsByTheirLatinSpelling) {
  EXPECT_EQ(Found("Молба за Димитър Стоянов"), "PERSON:Димитър Стоянов");
  EXPECT_EQ(Found("Шановний пане Гриценко"), "PERSON:Гриценко");
}

TEST(Names, InFormsOfScreens) {
  const TextKind title = TextKind::kWindowTitle;
  EXPECT_EQ(Found("Obiora, Adaeze | Employee file", title), "PERSON:Obiora, Adaeze");
  EXPECT_EQ(Found("THARINDU JAYAWARDENA - Patient", title), "PERSON:THARINDU JAYAWARDENA");
  EXPECT_EQ(Found("XU JINGWEN - Patient", title), "PERSON:XU JINGWEN");
  EXPECT_EQ(Found("Xu Jingwen - Contact - CRM", title), "PERSON:Xu Jingwen");
  EXPECT_EQ(Found("report_Tendai_Moyo_final.pdf", TextKind::kPath), "PERSON:Tendai_Moyo");
  EXPECT_EQ(Found("Message from Tendai", TextKind::kElementName), "PERSON:Tendai");
  EXPECT_EQ(Found("Nachricht an Tendai", TextKind::kElementName), "PERSON:Tendai");
}

TEST(Names, WordsOfScreensAreNone) {
  const TextKind title = TextKind::kWindowTitle;
  EXPECT_EQ(Found("Der Wert ist zu groß", title), "");
  EXPECT_EQ(Found("TeX document", title), "");
  EXPECT_EQ(Found("Jenis berkas ini belum dikenal", TextKind::kElementName), "");
  EXPECT_EQ(Found("Reply to all", TextKind::kElementName), "");
  EXPECT_EQ(Found("Send to printer", TextKind::kElementName), "");
}

TEST(Labels, APhraseCountsAgainstTheNoOfItsWords) {
  EXPECT_EQ(Found("Numéro fiscal de référence : 30 23 217 600 053"), "TAX_ID:30 23 217 600 053");
}

TEST(Logins, TheWorkingDirectoryIsNoPassword) {
  EXPECT_EQ(Found("sudo: rpatel : PWD=/home/rpatel ; USER=root"),
            "USERNAME:rpatel + USERNAME:rpatel");
}

TEST(Logins, WithoutAColonAndInPrompts) {
  EXPECT_EQ(Found("Login jdoe07 failed"), "USERNAME:jdoe07");
  EXPECT_EQ(Found("Login page"), "");
  EXPECT_EQ(Found("jdoe@wks-40: Settings", TextKind::kWindowTitle),
            "USERNAME:jdoe + HOSTNAME:wks-40");
}

TEST(Names, ThingsAndPlacesOfApplicationsStay) {
  EXPECT_EQ(Found("HR Portal"), "");
  EXPECT_EQ(Found("Der Schlüssel hängt neben der Tür im Büro."), "");
  EXPECT_EQ(Found("Netzteil 24 V, Hutschiene, IP20"), "");
  EXPECT_EQ(Found("Zug ICE 577 Hamburg-Altona nach Stuttgart Hbf"), "");
  EXPECT_EQ(Found("50 Stück, Art.-Nr. 8812-004"), "");
  EXPECT_EQ(Found("배송이 이틀 지연될 예정입니다."), "");
}

TEST(Names, SmallInChats) {
  EXPECT_EQ(Found("sagst du bitte herrn wittkowski bescheid"), "PERSON:wittkowski");
  EXPECT_EQ(Found("@ravindra pls approve"), "PERSON:ravindra");
  EXPECT_EQ(Found("@types/node and @media print"), "");
}

TEST(Addresses, KeysAndCountsAreNoStreets) {
  EXPECT_EQ(Found("Konto 8400 Erlöse 19% USt"), "");
  EXPECT_EQ(Found("Buchungskreis 1000 Werk 2200 Lagerort 0001"), "");
  EXPECT_EQ(Found("Lagerplatz 04-12-07"), "");
}

TEST(BirthDates, StarsAndDigitsAlone) {
  EXPECT_EQ(Found("Entlassbrief, *11.05.1948, Station 4B"), "DATE_OF_BIRTH:11.05.1948");
  EXPECT_EQ(Found("* 02.03.2026 fixed the build"), "");
  EXPECT_EQ(Found("DOB 19900417"), "DATE_OF_BIRTH:19900417");
  EXPECT_EQ(Found("Job 19900417"), "");
}

TEST(Logins, AsOptionsOfPrograms) {
  EXPECT_EQ(Found("curl -u admin:Sommer2024! https://ci.example.com/"),
            "USERNAME:admin + URL_CREDENTIAL:Sommer2024!");
  EXPECT_EQ(Found("docker run -u 1000:1000 image"), "");
}

}  // namespace
}  // namespace adit

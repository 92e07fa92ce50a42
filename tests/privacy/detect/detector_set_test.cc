#include "privacy/detect/detector_set.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace adit {
namespace {

// "EMAIL:max@example.org PHONE:…", merged and in order.
std::string Found(std::string_view text, const DetectContext& context = {}) {
  static DetectorSet& detectors = *new DetectorSet;
  std::vector<Finding> findings = detectors.Find(text, context);
  MergeOverlaps(findings);
  std::string out;
  for (const Finding& finding : findings) {
    if (!out.empty()) out += ' ';
    out += FindingTypeName(finding.type);
    out += ':';
    out += text.substr(finding.begin, finding.end - finding.begin);
  }
  return out;
}

TEST(DetectorSet, EmailInText) {
  EXPECT_EQ(Found("Write to max.mustermann@example.org, please"), "EMAIL:max.mustermann@example.org");
  EXPECT_EQ(Found("mailto:o'neil@sub.example.co.uk?subject=x"), "EMAIL:neil@sub.example.co.uk");
  EXPECT_EQ(Found("user @ home"), "");
  EXPECT_EQ(Found("a@b"), "");
}

TEST(DetectorSet, BankAndCards) {
  EXPECT_EQ(Found("DE89 3704 0044 0532 0130 00"), "IBAN:DE89 3704 0044 0532 0130 00");
  EXPECT_EQ(Found("DE89 3704 0044 0532 0130 01"), "");
  EXPECT_EQ(Found("BIC COBADEFFXXX"), "BIC:COBADEFFXXX");
  EXPECT_EQ(Found("COBADEFFXXX"), "");
  EXPECT_EQ(Found("paid with 4111-1111-1111-1111 today"), "CARD:4111-1111-1111-1111");
  EXPECT_EQ(Found("4111-1111-1111-1112"), "");
  EXPECT_EQ(Found("ts 1700000000000 ok"), "") << "Unix milliseconds";
}

TEST(DetectorSet, AnAnnouncedNumberIsMaskedEvenWithAWrongCheckDigit) {
  EXPECT_EQ(Found("DNI: 12345678A"), "NATIONAL_ID:12345678A");
  EXPECT_EQ(Found("Numéro de sécurité sociale : 2 85 05 78 006 084 99"),
            "SOCIAL_SECURITY:2 85 05 78 006 084 99");
  EXPECT_EQ(Found("codice fiscale: RSSMRA85T10A562X"), "TAX_ID:RSSMRA85T10A562X");
  EXPECT_EQ(Found("Sozialversicherungsnummer 12 345678 M 901"), "SOCIAL_SECURITY:12 345678 M 901");
  EXPECT_EQ(Found("Kartennummer 4111 1111 1111 1112"), "CARD:4111 1111 1111 1112");
  // Not what only stands near, nor dates and years.
  EXPECT_EQ(Found("Kreditkarte am 12.03.2024 um 14:00"), "");
  EXPECT_EQ(Found("Steuer 2024 001234 Bericht"), "");
  EXPECT_EQ(Found("Steuer: Auftrag 20240011"), "");
}

TEST(DetectorSet, HostsWithoutAColon) {
  EXPECT_EQ(Found("Rechner NB-FIN-2231 startet nicht"), "HOSTNAME:NB-FIN-2231");
  EXPECT_EQ(Found("no puede acceder al servidor srv-app-03"), "HOSTNAME:srv-app-03");
  EXPECT_EQ(Found("Server neu starten"), "");
  EXPECT_EQ(Found("server-side code"), "");
}

TEST(DetectorSet, Networks) {
  EXPECT_EQ(Found("ping 192.168.1.17 now"), "IP:192.168.1.17");
  EXPECT_EQ(Found("Version 10.2.33.1"), "");
  EXPECT_EQ(Found("fe80::1ff:fe23:4567:890a"), "IP:fe80::1ff:fe23:4567:890a");
  EXPECT_EQ(Found("00:1A:2B:3C:4D:5E"), "MAC:00:1A:2B:3C:4D:5E");
  EXPECT_EQ(Found("at 10:30:45 today"), "");
}

TEST(DetectorSet, UrlsKeepTheirRouteAndLoseTheirValues) {
  EXPECT_EQ(Found("https://max:geheim@host.example/a"), "USERNAME:max URL_CREDENTIAL:geheim");
  EXPECT_EQ(Found("https://h.example/list?page=2&token=Zx81kd&name=meier"),
            "URL_CREDENTIAL:Zx81kd URL_CREDENTIAL:meier");
  EXPECT_EQ(Found("https://h.example/list?sort=asc"), "");
}

TEST(DetectorSet, Phones) {
  EXPECT_EQ(Found("+49 30 901820"), "PHONE:+49 30 901820");
  EXPECT_EQ(Found("Tel. 030/901820-15"), "PHONE:030/901820-15");
  EXPECT_EQ(Found("(415) 555-0132"), "PHONE:(415) 555-0132");
  EXPECT_EQ(Found("2024-05-17 10:30"), "");
  EXPECT_EQ(Found("Order 4500012345"), "");
}

TEST(DetectorSet, SecretsByIssuerAndByWord) {
  // Built here so that nothing that looks live stands in the tree.
  const std::string token = std::string("gh") + "p_" + "16C7e42F292c6912E7710c838347Ae178B4a";
  EXPECT_EQ(Found("token " + token), "SECRET:" + token);
  EXPECT_EQ(Found("password: hunter2!x"), "SECRET:hunter2!x");
  EXPECT_EQ(Found("Password: required"), "");
}

TEST(DetectorSet, UsersInPaths) {
  EXPECT_EQ(Found("C:\\Users\\max.meier\\Documents\\a.txt"), "USERNAME:max.meier");
  EXPECT_EQ(Found("/home/mmeier/x"), "USERNAME:mmeier");
}

TEST(MergeOverlaps, UnionKeepsTheBestName) {
  std::vector<Finding> findings = {
      {.begin = 5, .end = 9, .type = FindingType::kPhone, .score = 0.6f},
      {.begin = 0, .end = 6, .type = FindingType::kCard, .score = 0.9f},
      {.begin = 12, .end = 14, .type = FindingType::kIp, .score = 1}};
  MergeOverlaps(findings);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].begin, 0u);
  EXPECT_EQ(findings[0].end, 9u);
  EXPECT_EQ(findings[0].type, FindingType::kCard);
}

TEST(Plates, OfLettersThatMaskingLeavesToo) {
  EXPECT_EQ(Found("Kennzeichen B-XX 1327"), "VEHICLE_PLATE:B-XX 1327");
  EXPECT_EQ(Found("Kennzeichen X-XX 0000"), "") << "masked before";
}

TEST(Passwords, OfLettersAloneAfterTheWord) {
  EXPECT_EQ(Found("Passwort DcrNDwFdkyqq"), "SECRET:DcrNDwFdkyqq");
  EXPECT_EQ(Found("Passwort grBiugxccvem"), "SECRET:grBiugxccvem");
  EXPECT_EQ(Found("token TypeScript"), "");
  EXPECT_EQ(Found("Password KeyStoreProvider"), "");
  EXPECT_EQ(Found("password MyStrCpyHelper"), "");
}

}  // namespace
}  // namespace adit

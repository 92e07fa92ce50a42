// Numbers of insured people, pupils, foreigners and voters, with the word for them and without it.
#include <gtest/gtest.h>

#include "privacy/detect/detector_set.h"

namespace adit {
namespace {

std::string Found(std::string_view text) {
  static DetectorSet& detectors = *new DetectorSet;
  std::vector<Finding> findings = detectors.Find(text, {});
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

TEST(RegisterNumbers, AreFoundAfterTheWordForThem) {
  EXPECT_EQ(Found("PHN: 9698 658 215"), "HEALTH_ID:9698 658 215");
  EXPECT_EQ(Found("Onderwijsnummer 101222331"), "NATIONAL_ID:101222331");
  EXPECT_EQ(Found("ЛНЧ 7111042925"), "NATIONAL_ID:7111042925");
  EXPECT_EQ(Found("UPN H801200001001"), "NATIONAL_ID:H801200001001");
  EXPECT_EQ(Found("Cartão Nacional de Saúde 898 0011 6066 0761"), "HEALTH_ID:898 0011 6066 0761");
  EXPECT_EQ(Found("Título de eleitor: 0043 5687 0906"), "NATIONAL_ID:0043 5687 0906");
  EXPECT_EQ(Found("IHI 8003 6081 6669 0503"), "HEALTH_ID:8003 6081 6669 0503");
  EXPECT_EQ(Found("EHIC 80276001234567890121"), "HEALTH_ID:80276001234567890121");
  EXPECT_EQ(Found("PTIN P01594846"), "TAX_ID:P01594846");
  EXPECT_EQ(Found("N° d'assurance maladie ROYB 5151 0816"), "HEALTH_ID:ROYB 5151 0816");
}

TEST(RegisterNumbers, DistinctFormsNeedNoWord) {
  EXPECT_EQ(Found("12.ABC.345/01DE-35"), "TAX_ID:12.ABC.345/01DE-35");
  EXPECT_EQ(Found("8003 6081 6669 0503"), "HEALTH_ID:8003 6081 6669 0503");
}

TEST(RegisterNumbers, OtherNumbersStay) {
  EXPECT_EQ(Found("Order 9698658215 shipped"), "");
  EXPECT_EQ(Found("Part 101222331"), "");
  EXPECT_EQ(Found("12.ABC.345/01DE-36"), "");
  EXPECT_EQ(Found("Build 20240012345678901234"), "");
}

}  // namespace
}  // namespace adit

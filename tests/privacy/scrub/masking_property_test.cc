// Properties of masking over many generated texts: doing it twice changes nothing, and nothing of four
// characters or more of a finding survives.
#include <gtest/gtest.h>

#include "common/base/random.h"
#include "privacy/scrub/text_masker.h"

namespace adit {
namespace {

std::string Generate(Random& random) {
  static const char* const kPieces[] = {
      "Kunde: ", "Max Mustermann", "Erika Schmidt", "Kowalski, Piotr", " - ", " | ", "Tel. ", "+49 30 901820",
      "030/901820-15", "max@example.org", "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111", "https://a:b@h.example/x?",
      "token=Zx81kdPq", "Order 4500012345", "Invoice ", "192.168.17.33", "00:1A:2B:3C:4D:5E", "C:\\Users\\jdoe\\a.txt",
      "Rue de la Paix 12", ", ", "10115 Berlin", "geb. 12.03.1980", "PESEL 44051401359", "password: hunter2!x",
      "Save", "Speichern", "\n", "ü", "Ω", "İ", "ß", "1", "-", ".", "@", "Dr. ", "Frau ", "an ", "<", ">", "X", "and ",
      "王建国", "鈴木様", "氏名：", "김민수님", "محمد العلي", "श्री राजेश कुमार", "Иванов Пётр", "name;phone\n", "Maheu S.A.R.L.",
      " GmbH & Co. KG", "Av. Paulista, 1578 - ap. 12", "CEP 01310-200", "-san", "CURP GOMC800101HDFRRL09",
      "Message from ", "Tendai", "Xu Jingwen", "Obiora, Adaeze", "von der ", "Lo ", "Al-Ghamdi", "Min-Jun",
      "東京都渋谷区神南1-19-11", "서울특별시 강남구 테헤란로 152", "Димитър Стоянов", "Slovenska cesta 5, 1000 Ljubljana",
      "T12 W8KP", "_", " / ", "CASE ", "Antwort an ", "PWD=/home/jdoe",
      "<document:bcdfghjkmnpqrstvbcdf>", "<ID:bcdfghjkmnpqrstvbcdf>"};
  std::string text;
  const uint64_t count = 1 + random.Below(9);
  for (uint64_t i = 0; i < count; ++i) text += kPieces[random.Below(std::size(kPieces))];
  return text;
}

TEST(MaskingProperty, TwiceIsOnce) {
  SeededRandom random(7);
  TextMasker masker(Policy::Default(), {.user_names = {"jdoe"}}, true);
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = Generate(random);
    const std::string once = masker.Mask(text, {}, nullptr).text;
    ASSERT_EQ(masker.Mask(once, {}, nullptr).text, once) << text;
  }
}

TEST(MaskingProperty, NoFindingSurvivesInParts) {
  SeededRandom random(8);
  TextMasker masker(Policy::Default(), {}, true);
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = Generate(random);
    const MaskedText masked = masker.Mask(text, {}, nullptr);
    for (const Finding& finding : masked.findings) {
      const std::string value = text.substr(finding.begin, finding.end - finding.begin);
      // A value that also stands unmarked elsewhere ("Max" the name, "Max" the button) proves nothing.
      std::string rest = text;
      for (auto it = masked.findings.rbegin(); it != masked.findings.rend(); ++it) {
        rest.replace(it->begin, it->end - it->begin, "\x01");
      }
      for (size_t at = 0; at + 4 <= value.size(); ++at) {
        const std::string part = value.substr(at, 4);
        if (rest.find(part) != std::string::npos) continue;
        ASSERT_EQ(masked.text.find(part), std::string::npos) << text << " -> " << masked.text;
      }
    }
  }
}

}  // namespace
}  // namespace adit

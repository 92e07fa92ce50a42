#include "privacy/scrub/text_masker.h"

#include <gtest/gtest.h>

#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

std::shared_ptr<const Policy> Read(const std::string& more) {
  auto policy = Policy::FromJson(PolicyText(more), "test.json");
  EXPECT_TRUE(policy.ok()) << policy.status().message();
  return policy.ok() ? *policy : Policy::Default();
}

std::string Masked(TextMasker& masker, std::string_view text) {
  return masker.Mask(text, {}, nullptr).text;
}

TEST(TextMasker, InvalidUtf8MasksTheWholeValue) {
  TextMasker masker(Read(""), {}, false);
  const MaskedText masked = masker.Mask("Invoice \xC3\x28 7", {}, nullptr);
  EXPECT_EQ(masked.text, "<MASKED>");
  EXPECT_EQ(masked.whole, WholeMaskReason::kInvalidText);
}

// Lets time pass with every look at it.
class SlowClock final : public Clock {
 public:
  explicit SlowClock(int64_t step_us) : step_us_(step_us) {}
  int64_t WallMicros() override { return 0; }
  int64_t MonotonicMicros() override { return now_us_ += step_us_; }
  void SleepMicros(int64_t) override {}

 private:
  const int64_t step_us_;
  int64_t now_us_ = 0;
};

TEST(TextMasker, WhatTakesTooLongMasksTheWholeValue) {
  SlowClock stuck(kMaxMaskMicros + 1);
  TextMasker masker(Read(""), {}, false, stuck);
  for (const char* text : {"Invoice overview", "Invoice for max@example.org"}) {
    const MaskedText masked = masker.Mask(text, {}, nullptr);
    EXPECT_EQ(masked.text, "<MASKED>") << text;
    EXPECT_EQ(masked.whole, WholeMaskReason::kTimeOut) << text;
  }
  // The search of what was masked counts too.
  SlowClock slow(kMaxMaskMicros * 2 / 3);
  TextMasker other(Read(""), {}, false, slow);
  EXPECT_EQ(other.Mask("Invoice overview", {}, nullptr).text, "Invoice overview");
  EXPECT_EQ(other.Mask("Invoice for max@example.org", {}, nullptr).whole, WholeMaskReason::kTimeOut);
}

TEST(TextMasker, OversizeMasksTheWholeValue) {
  TextMasker masker(Read(""), {}, false);
  const MaskedText masked = masker.Mask(std::string(300, 'a'), {}, nullptr, 256);
  EXPECT_EQ(masked.text, "<MASKED>");
  EXPECT_EQ(masked.whole, WholeMaskReason::kTooLong);
}

TEST(TextMasker, OwnUserAndHostNamesGoWhereverTheyStand) {
  TextMasker masker(Read(""), {.user_names = {"jdoe", "Jane Doe"}, .host_names = {"pc-17.example.org"}},
                    false);
  EXPECT_EQ(Masked(masker, "JDOE on PC-17: report_jdoe.xlsx"),
            "<USERNAME> on <HOSTNAME>: report_<USERNAME>.xlsx");
  EXPECT_EQ(Masked(masker, "Jdoeson"), "Jdoeson") << "part of a longer word";
}

TEST(TextMasker, AnApplicationsOwnNameIsNoPerson) {
  TextMasker masker(Read(""), {}, false);
  const MaskRequest in_app{.context = {.kind = TextKind::kWindowTitle, .app = "Vela ERP"}};
  EXPECT_EQ(masker.Mask("Invoice for jane@example.org - Vela ERP", in_app, nullptr).text,
            "Invoice for <EMAIL> - Vela ERP");
  // Only the name itself: what certain detectors find inside it still goes.
  const MaskRequest odd{.context = {.kind = TextKind::kWindowTitle, .app = "App jane@example.org"}};
  EXPECT_EQ(masker.Mask("Home - App jane@example.org", odd, nullptr).text, "Home - App <EMAIL>");
}

TEST(TextMasker, ContextWordsOfThePolicyWorkLikeTheProductsOwn) {
  TextMasker plain(Read(""), {}, false);
  TextMasker taught(Read(R"("detectors": {
      "PASSPORT": {"context": ["grenzpapier", "amtliches Papier"]},
      "PHONE": {"negative_context": ["Kesselnummer", "numer kotla"]}})"),
                    {}, false);
  EXPECT_EQ(Masked(plain, "Grenzpapier C01X00T47"), "Grenzpapier C01X00T47");
  EXPECT_EQ(Masked(taught, "Grenzpapier C01X00T47"), "Grenzpapier <PASSPORT>");
  EXPECT_EQ(Masked(taught, "Amtliches Papier: C01X00T47"), "Amtliches Papier: <PASSPORT>");
  EXPECT_EQ(Masked(taught, "Amtliches Schreiben: C01X00T47"), "Amtliches Schreiben: C01X00T47");
  EXPECT_EQ(Masked(plain, "Kesselnummer 030 90182012"), "Kesselnummer <PHONE>");
  EXPECT_EQ(Masked(taught, "Kesselnummer 030 90182012"), "Kesselnummer 030 90182012");
  EXPECT_EQ(Masked(taught, "Numer kotla 030 90182012"), "Numer kotla 030 90182012");
  EXPECT_EQ(Masked(taught, "Kessel 030 90182012"), "Kessel <PHONE>");
}

TEST(TextMasker, ContextWordsOfThePolicyCountInALabelToo) {
  TextMasker taught(Read(R"("detectors": {
      "PASSPORT": {"context": ["grenzpapier"]}, "PHONE": {"negative_context": ["Kesselnummer"]}})"),
                    {}, false);
  const auto in_field = [&](std::string_view label, std::string_view text) {
    return taught.Mask(text, {.context = {.kind = TextKind::kValue, .label = label}}, nullptr).text;
  };
  EXPECT_EQ(in_field("txtGrenzpapier", "C01X00T47"), "<PASSPORT>");
  EXPECT_EQ(in_field("txtVorgang", "C01X00T47"), "C01X00T47");
  EXPECT_EQ(in_field("Kesselnummer", "030 90182012"), "030 90182012");
  EXPECT_EQ(in_field("Anschluss", "030 90182012"), "<PHONE>");
}

TEST(TextMasker, LongNumbersGoOnlyWhenAsked) {
  TextMasker strict(Read(""), {}, true);
  EXPECT_EQ(Masked(strict, "Order 4500012345 change"), "Order <NUMBER> change");
  TextMasker lenient(Read(""), {}, false);
  EXPECT_EQ(Masked(lenient, "Order 4500012345 change"), "Order 4500012345 change");
}

TEST(TextMasker, MaskingTwiceChangesNothing) {
  TextMasker masker(Read(""), {.user_names = {"jdoe"}}, true);
  for (const char* text :
       {"Mail an max@example.org, Tel. +49 30 1234567", "IBAN: DE89 3704 0044 0532 0130 00",
        "https://jdoe:pw@host.example/x?token=abc&page=2", "Konto 12345678 von jdoe"}) {
    const std::string once = Masked(masker, text);
    EXPECT_NE(once, text);
    EXPECT_EQ(Masked(masker, once), once);
  }
}

TEST(TextMasker, FullWidthAndZeroWidthDoNotHide) {
  TextMasker masker(Read(""), {}, false);
  EXPECT_EQ(Masked(masker, "ｍａｘ＠ｅｘａｍｐｌｅ．ｏｒｇ"), "<EMAIL>");
  EXPECT_EQ(Masked(masker, "DE89\u200B 3704\u00A00044 0532 0130 00 ok"), "<IBAN> ok");
  EXPECT_EQ(Masked(masker, "m\u0430x@ex\u0430mple.org"), "<EMAIL>") << "Cyrillic look-alikes";
}

}  // namespace
}  // namespace adit

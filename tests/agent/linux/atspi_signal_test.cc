#include "agent/linux/atspi_signal.h"

#include <gtest/gtest.h>
#include <systemd/sd-bus.h>

#include <string>
#include <vector>

#include "tests/agent/linux/recorded_bus.h"

namespace adit {
namespace {

std::vector<AtspiSignal> Decode(const std::vector<std::string>& recordings) {
  RecordedBus bus;
  std::vector<AtspiSignal> signals;
  EXPECT_TRUE(bus.connection()
                  .AddFilter([&](sd_bus_message* message) {
                    if (const auto signal = DecodeAtspiSignal(message)) signals.push_back(*signal);
                  })
                  .ok());
  for (const std::string& name : recordings) bus.Play(name);
  bus.Run(100'000);
  return signals;
}

TEST(AtspiSignal, DecodesWhatGtkSends) {
  const auto signals = Decode({"gtk_focused", "gtk_unfocused", "gtk_checked", "gtk_text_insert"});
  ASSERT_EQ(signals.size(), 4U);
  EXPECT_EQ(signals[0].kind, AtspiSignalKind::kFocused);
  EXPECT_EQ(signals[0].source.connection, ":1.3");
  EXPECT_EQ(signals[0].source.path, "/org/a11y/atspi/accessible/10");
  EXPECT_EQ(signals[1].kind, AtspiSignalKind::kUnfocused);
  EXPECT_EQ(signals[2].kind, AtspiSignalKind::kChecked);
  EXPECT_EQ(signals[3].kind, AtspiSignalKind::kTextChanged);
}

TEST(AtspiSignal, DecodesWhatChromiumSends) {
  const auto signals = Decode({"chromium_activate", "chromium_load_complete", "chromium_name",
                               "chromium_selection", "chromium_text_insert"});
  ASSERT_EQ(signals.size(), 5U);
  EXPECT_EQ(signals[0].kind, AtspiSignalKind::kWindowActivate);
  EXPECT_EQ(signals[1].kind, AtspiSignalKind::kLoadComplete);
  EXPECT_EQ(signals[2].kind, AtspiSignalKind::kNameChanged);
  EXPECT_EQ(signals[3].kind, AtspiSignalKind::kSelectionChanged);
  EXPECT_EQ(signals[4].kind, AtspiSignalKind::kTextChanged);
}

TEST(AtspiSignal, OtherSignalsAreNothing) {
  EXPECT_TRUE(Decode({"registry_mouse", "chromium_busy"}).empty());
}

TEST(AtspiSignal, TheTypedCharacterIsOverwritten) {
  RecordedBus bus;
  std::string left = "not read";
  ASSERT_TRUE(bus.connection()
                  .AddFilter([&](sd_bus_message* message) {
                    ASSERT_TRUE(DecodeAtspiSignal(message).has_value());
                    ASSERT_GE(sd_bus_message_rewind(message, 1), 0);
                    const char* text = nullptr;
                    ASSERT_GE(
                        sd_bus_message_read(message, "siiv", nullptr, nullptr, nullptr, "s", &text),
                        0);
                    left = text;
                  })
                  .ok());
  bus.Play("gtk_text_insert");  // somebody typed "Z"
  bus.Run(100'000);
  EXPECT_EQ(left, " ");
}

// A body in the older form of Qt and Java, "siiv(so)", built by hand.
std::string OldFormSignal() {
  const auto u32 = [](uint32_t v) {
    return std::string{static_cast<char>(v & 0xFF), static_cast<char>((v >> 8) & 0xFF), 0, 0};
  };
  const auto pad = [](std::string s, size_t to) {
    s.resize((s.size() + to - 1) / to * to, '\0');
    return s;
  };
  std::string body = u32(7) + std::string("focused") + '\0';
  body = pad(body, 4) + u32(1) + u32(0) + std::string("\1i\0", 3);
  body = pad(body, 4) + u32(0);
  body = pad(body, 8) + u32(4) + std::string(":1.9") + '\0';
  body = pad(body, 4) + u32(5) + std::string("/root") + '\0';
  const auto field = [&](char code, char type, const std::string& value) {
    std::string f{code, 1, type, 0};
    return pad(f + u32(static_cast<uint32_t>(value.size())) + value + '\0', 8);
  };
  // The length of the array ends at its last field, before the padding.
  const std::string last = std::string{8, 1, 'g', 0, 8} + "siiv(so)" + '\0';
  std::string fields = field(1, 'o', "/org/a11y/atspi/accessible/5") +
                       field(2, 's', "org.a11y.atspi.Event.Object") +
                       field(3, 's', "StateChanged") + field(7, 's', ":1.9") + last;
  std::string header{'l', 4, 1, 1};
  header +=
      u32(static_cast<uint32_t>(body.size())) + u32(9) + u32(static_cast<uint32_t>(fields.size()));
  return pad(header + fields, 8) + body;
}

TEST(AtspiSignal, DecodesTheOlderForm) {
  RecordedBus bus;
  std::vector<AtspiSignal> signals;
  ASSERT_TRUE(bus.connection()
                  .AddFilter([&](sd_bus_message* message) {
                    if (const auto signal = DecodeAtspiSignal(message)) signals.push_back(*signal);
                  })
                  .ok());
  bus.Send(OldFormSignal());
  bus.Run(100'000);
  ASSERT_EQ(signals.size(), 1U);
  EXPECT_EQ(signals[0].kind, AtspiSignalKind::kFocused);
  EXPECT_EQ(signals[0].source.connection, ":1.9");
}

}  // namespace
}  // namespace adit

#include "agent/simulate/simulation_options.h"

#include <gtest/gtest.h>

namespace adit::simulate {
namespace {

TEST(SimulationOptions, ASpecIsReadWholly) {
  const auto spec = ParseSimulationSpec(
      "noise=0.2,profile=hard,seed=9,person=3,days=2,speed=60,start=2026-05-04");
  ASSERT_TRUE(spec.ok()) << spec.status().message();
  EXPECT_EQ(spec->options.profile, "hard");
  EXPECT_EQ(spec->options.seed, 9U);
  EXPECT_EQ(spec->person, 3U);
  EXPECT_EQ(spec->options.days, 2U);
  EXPECT_EQ(spec->speed, 60U);
  // A key overrides the profile, wherever the profile stands.
  EXPECT_EQ(spec->options.noise_permille, 200U);
  EXPECT_EQ(spec->options.interleaving_permille, 350U);
}

TEST(SimulationOptions, WrongSpecsNameTheKeyAndWhatWouldBeRight) {
  const auto message = [](std::string_view text) {
    return ParseSimulationSpec(text).status().message();
  };
  EXPECT_NE(message("colour=red").find("unknown key 'colour'"), std::string::npos);
  EXPECT_NE(message("profile=tough").find("easy, office or hard"), std::string::npos);
  EXPECT_NE(message("noise=1.5").find("a share from 0 to 1"), std::string::npos);
  EXPECT_NE(message("person=10").find("less than people (10)"), std::string::npos);
  EXPECT_NE(message("seed").find("key=value"), std::string::npos);
  EXPECT_NE(message("speed=0").find("max"), std::string::npos);
  EXPECT_NE(message("routine-share=0.7,noise=0.45").find("exceed"), std::string::npos);
}

TEST(SimulationOptions, SharesAreReadAsPermille) {
  SimulationOptions options;
  for (const auto& [text, permille] : {std::pair<const char*, uint32_t>{"0", 0},
                                       {"1", 1000},
                                       {".05", 50},
                                       {"0.125", 125},
                                       {"1.000", 1000}}) {
    ASSERT_TRUE(SetSimulationOption(options, "noise", text).ok()) << text;
    EXPECT_EQ(options.noise_permille, permille) << text;
  }
  for (const char* text : {"", ".", "-0.1", "1.001", "0.1x", "half", "0.-5"}) {
    EXPECT_FALSE(SetSimulationOption(options, "noise", text).ok()) << text;
  }
}

}  // namespace
}  // namespace adit::simulate

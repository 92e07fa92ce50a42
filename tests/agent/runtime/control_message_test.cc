#include "agent/runtime/control_message.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(ControlMessage, RequestsRoundTrip) {
  ControlRequest request;
  request.command = ControlCommand::kPause;
  request.minutes = 30;
  request.json = true;
  const Result<ControlRequest> back = DecodeControlRequest(EncodeControlRequest(request));
  ASSERT_TRUE(back.ok()) << back.status().message();
  EXPECT_EQ(back->command, ControlCommand::kPause);
  EXPECT_EQ(back->minutes, 30);
  EXPECT_TRUE(back->json);
}

TEST(ControlMessage, AnythingElseIsRefusedWithItsReason) {
  for (const char* line :
       {"", "x", "[]", "{}", R"({"command":"dance"})", R"({"command":7})",
        R"({"command":"pause","minutes":-1})", R"({"command":"pause","minutes":1e9})",
        R"({"command":"status","key":1})", R"({"command":"preview","last":5001})"}) {
    EXPECT_EQ(DecodeControlRequest(line).status().code(), StatusCode::kInvalidArgument) << line;
  }
}

TEST(ControlMessage, StatusSurvivesTheLine) {
  const Status denied = PermissionDenied("not \"yours\"\n");
  const Status back = DecodeControlStatus(EncodeControlStatus(denied));
  EXPECT_EQ(back.code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(back.message(), denied.message());
  EXPECT_TRUE(DecodeControlStatus(EncodeControlStatus(OkStatus())).ok());
  EXPECT_EQ(DecodeControlStatus("rubbish").code(), StatusCode::kDataLoss);
  EXPECT_EQ(DecodeControlStatus(R"({"ok":false,"code":3})").code(), StatusCode::kInternal);
}

}  // namespace
}  // namespace adit

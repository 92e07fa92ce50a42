#include "agent/runtime/control_server.h"

#include <algorithm>
#include <utility>

#include "common/base/clock.h"
#include "common/base/logger.h"

namespace adit {
namespace {

constexpr size_t kMaxOutputBytes = 1 << 20;  // unread by the client
constexpr int64_t kRequestTimeoutUs = 5'000'000;
constexpr size_t kFeedRecords = 200;
constexpr int kAnswerTimeoutMs = 10'000;

}  // namespace

ControlServer::ControlServer(std::unique_ptr<LocalListener> listener, Handler handler,
                             const PreviewRing& ring)
    : listener_(std::move(listener)), handler_(std::move(handler)), ring_(ring) {}

Result<std::unique_ptr<ControlServer>> ControlServer::Listen(const std::string& path,
                                                             Handler handler,
                                                             const PreviewRing& ring) {
  ADIT_ASSIGN_OR_RETURN(std::unique_ptr<LocalListener> listener, LocalListener::Listen(path));
  return std::unique_ptr<ControlServer>(
      new ControlServer(std::move(listener), std::move(handler), ring));
}

void ControlServer::Accept() {
  for (;;) {
    bool foreign = false;
    std::unique_ptr<LocalStream> stream = listener_->Accept(foreign);
    if (!stream) return;
    if (foreign || connections_.size() >= kMaxConnections) {
      if (foreign) ++refused_peers_;
      std::string line =
          EncodeControlStatus(foreign ? PermissionDenied("this agent belongs to another user")
                                      : ResourceExhausted("too many clients at once")) +
          "\n";
      (void)stream->Send(line);
      continue;
    }
    Connection connection;
    connection.stream = std::move(stream);
    connection.opened_us = SystemClock().MonotonicMicros();
    connections_.push_back(std::move(connection));
  }
}

void ControlServer::Poll(int timeout_ms, WaitHandle wake) {
  const bool following = std::any_of(connections_.begin(), connections_.end(),
                                     [](const Connection& c) { return c.follow; });
  std::vector<LocalListener::Waiting> waiting;
  for (const Connection& connection : connections_) {
    waiting.push_back({connection.stream.get(), !connection.output.empty()});
  }
  listener_->Wait(waiting, following ? std::min(timeout_ms, 100) : timeout_ms, wake);
  std::vector<Connection> kept;
  for (Connection& connection : connections_) {
    if (Serve(connection)) kept.push_back(std::move(connection));
  }
  connections_ = std::move(kept);
  Accept();
}

bool ControlServer::Serve(Connection& connection) {
  std::string arrived;
  if (!connection.stream->Receive(arrived)) return false;
  if (!connection.answered) {
    connection.input += arrived;
    const size_t feed = connection.input.find('\n');
    if (feed != std::string::npos) {
      Answer(connection, std::string_view(connection.input).substr(0, feed));
    } else if (connection.input.size() > kMaxControlRequestBytes) {
      Answer(connection, "");
    } else {
      return SystemClock().MonotonicMicros() - connection.opened_us < kRequestTimeoutUs;
    }
  }
  if (connection.follow) Feed(connection);
  if (!Flush(connection)) return false;
  return connection.follow || !connection.output.empty();
}

void ControlServer::Answer(Connection& connection, std::string_view line) {
  connection.answered = true;
  const Result<ControlRequest> request = DecodeControlRequest(line);
  if (!request.ok()) {
    connection.output = EncodeControlStatus(request.status()) + "\n";
    return;
  }
  if (request->command != ControlCommand::kPreview) {
    connection.output = handler_(*request) + "\n";
    return;
  }
  connection.output = EncodeControlStatus(OkStatus()) + "\n";
  connection.json = request->json;
  const uint64_t end = ring_.end();
  const uint64_t last = static_cast<uint64_t>(request->last);
  connection.position = end > last ? end - last : 0;
  if (last == 0) connection.position = end;
  connection.follow = request->follow;
  if (!request->follow) Feed(connection);
}

void ControlServer::Feed(Connection& connection) {
  if (connection.output.size() > kMaxOutputBytes / 2) return;
  const PreviewRing::Slice slice =
      ring_.Read(connection.position, connection.follow ? kFeedRecords : 5000);
  if (slice.skipped > 0) {
    connection.output += connection.json
                             ? "{\"skipped\":" + std::to_string(slice.skipped) + "}\n"
                             : "… " + std::to_string(slice.skipped) + " records passed unseen\n";
  }
  for (const EventRecord& record : slice.records) {
    connection.output += (connection.json ? RecordJson(record) : RecordLine(record)) + "\n";
  }
  connection.position = slice.next;
}

bool ControlServer::Flush(Connection& connection) {
  return connection.stream->Send(connection.output) &&
         connection.output.size() <= kMaxOutputBytes * 4;
}

Status AskAgent(const std::string& path, const ControlRequest& request,
                const std::function<bool(const std::string&)>& line) {
  ADIT_ASSIGN_OR_RETURN(const std::unique_ptr<LocalStream> stream, ConnectLocal(path));
  std::string text = EncodeControlRequest(request) + "\n";
  (void)stream->Send(text);  // a request fits every buffer; a peer that left is seen below
  std::string input;
  bool first = true;
  Status outcome = Unavailable("the agent closed the connection without an answer");
  for (bool more = true; more;) {
    if (!stream->WaitReadable(request.follow ? -1 : kAnswerTimeoutMs)) break;
    const bool open = stream->Receive(input);
    if (input.size() > kMaxControlLineBytes * 4) break;
    size_t feed = 0;
    while (more && (feed = input.find('\n')) != std::string::npos) {
      const std::string one = input.substr(0, feed);
      input.erase(0, feed + 1);
      if (first) outcome = DecodeControlStatus(one);
      first = false;
      more = line(one);
    }
    if (!open) break;
  }
  return outcome;
}

}  // namespace adit

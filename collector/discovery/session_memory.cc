#include "collector/discovery/session_memory.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include "collector/discovery/decoder.h"
#include "collector/discovery/pause_buckets.h"
#include "common/base/bytes.h"
#include "common/crypto/hash.h"

namespace adit {
namespace {

constexpr double kEnoughKnown = 0.5;       // of the steps
constexpr double kLeastAgreement = 0.9;    // of the steps checked
constexpr double kUnexplainedMore = 1.25;  // than when routines were learnt
constexpr double kUnexplainedSlack = 0.05;
constexpr uint64_t kCheckedSteps = 20'000;
constexpr uint64_t kEstimatedSteps = 400'000;  // known ones that routines are estimated from
constexpr uint32_t kThoroughBeam = 64;
constexpr size_t kThoroughSteps = 500'000;

std::array<uint8_t, 16> Short(ByteView bytes) {
  std::array<uint8_t, 16> out{};
  const auto digest = crypto::HashOf(bytes);
  std::copy_n(digest.begin(), out.size(), out.begin());
  return out;
}

}  // namespace

class RememberingLearner {
 public:
  using Content = SessionMemory::Content;

  RememberingLearner(SessionMemory& memory, const EventLog& events, const StepLog& log,
                     const DiscoveryOptions& options)
      : memory_(memory), events_(events), log_(log), options_(options) {
    digests_.reserve(events.strings.size());
    for (uint32_t text = 0; text < events.strings.size(); ++text)
      digests_.push_back(Short(AsBytes(events.strings.At(text))));
    for (const Session& session : log.sessions) contents_.push_back(ContentOf(session));
  }

  Learnt Run() {
    memory_.use_ = {.sessions = log_.sessions.size(), .learnt_anew = {}, .runs = memory_.use_.runs};
    std::optional<Learnt> carried;
    if (MayCarry()) carried = Carry();
    if (carried) {
      Remember(*carried);
      return *std::move(carried);
    }
    SessionMemory::Use use = memory_.use_;
    use.runs = 0;
    memory_.Clear();
    memory_.use_ = use;
    Learnt learnt = Learn(log_, options_);
    memory_.options_ = OptionsOf();
    memory_.unexplained_ = Unexplained(learnt.assignment, AllSessions());
    Remember(learnt);
    return learnt;
  }

 private:
  // The session's events as they are stored, its own steps' only. Nothing learnt is in it:
  // labels change with templates, and those with every day. Whose it is does not matter.
  [[nodiscard]] Content ContentOf(const Session& session) const {
    Bytes form;
    ByteWriter out(form);
    const uint32_t end = EventsEnd(session);
    for (uint32_t at = EventsBegin(session); at < end; ++at) {
      const LogEvent& e = events_.events[log_.event_order[at]];
      for (const uint32_t text : {e.app, e.window, e.element, e.action, e.value})
        out.Raw(digests_[text]);
      out.U64(static_cast<uint64_t>(e.time_us));
    }
    return Short(form);
  }

  // Of the session's events, in StepLog::event_order.
  [[nodiscard]] uint32_t EventsBegin(const Session& session) const {
    return log_.steps[session.begin].first_event;
  }
  [[nodiscard]] uint32_t EventsEnd(const Session& session) const {
    return log_.EventsEnd(session.end - 1);
  }

  [[nodiscard]] std::array<uint8_t, 16> OptionsOf() const {
    const DiscoveryEvidence& e = options_.evidence;
    Bytes form;
    ByteWriter out(form);
    for (const bool on : {e.recorder_redundancy, e.templates, e.borders, e.back_edges, e.data_links,
                          e.times, e.refinement, e.interleaving, e.cores, e.noise_filter,
                          e.preferences, e.stubs, e.pooling, options_.ignore_time})
      out.U8(on ? 1 : 0);
    out.U32(options_.min_instances);
    out.U64(options_.training_steps);
    return Short(form);
  }

  [[nodiscard]] std::vector<uint32_t> AllSessions() const {
    std::vector<uint32_t> all(log_.sessions.size());
    std::iota(all.begin(), all.end(), 0U);
    return all;
  }

  [[nodiscard]] uint64_t StepsOf(const std::vector<uint32_t>& sessions) const {
    uint64_t steps = 0;
    for (const uint32_t s : sessions) steps += log_.sessions[s].end - log_.sessions[s].begin;
    return steps;
  }

  // Of the steps of these sessions.
  [[nodiscard]] double Unexplained(const Assignment& found,
                                   const std::vector<uint32_t>& sessions) const {
    std::vector<bool> wanted(log_.steps.size(), false);
    for (const uint32_t s : sessions)
      std::fill(wanted.begin() + log_.sessions[s].begin, wanted.begin() + log_.sessions[s].end,
                true);
    uint64_t explained = 0;
    for (const Piece& piece : found.pieces) explained += wanted[piece[0]] ? piece.size() : 0;
    const auto steps = static_cast<double>(std::max<uint64_t>(1, StepsOf(sessions)));
    return 1 - static_cast<double>(explained) / steps;
  }

  [[nodiscard]] bool MayCarry() {
    if (memory_.empty()) return Anew("nothing is known yet");
    if (memory_.options_ != OptionsOf()) return Anew("options differ");
    if (memory_.use_.runs >= SessionMemory::kMostRuns)
      return Anew("seven runs since routines were learnt");
    for (uint32_t s = 0; s < log_.sessions.size(); ++s)
      (memory_.instances_.contains(contents_[s]) ? known_ : new_).push_back(s);
    memory_.use_.known = static_cast<double>(StepsOf(known_)) /
                         static_cast<double>(std::max<size_t>(1, log_.steps.size()));
    return memory_.use_.known >= kEnoughKnown || Anew("under half of the steps are known");
  }

  bool Anew(std::string_view why) {
    memory_.use_.learnt_anew = why;
    return false;
  }

  // The known sessions' instances; numbers are the memory's.
  [[nodiscard]] Assignment Recall(const std::vector<uint32_t>& sessions) const {
    Assignment out;
    for (const uint32_t s : sessions) {
      const auto& instances = memory_.instances_.find(contents_[s])->second;
      const std::vector<Piece> pieces = PiecesOf(instances, log_.sessions[s]);
      for (size_t i = 0; i < instances.size(); ++i) {
        if (pieces[i].empty()) continue;  // all its events are now parts of others' steps
        out.pieces.push_back(pieces[i]);
        out.routine.push_back(instances[i].routine);
        out.confidence.push_back(instances[i].confidence);
      }
    }
    return out;
  }

  // The steps of each instance; a step is of the one that most of its events were of, the earlier
  // of equals, and of none where most were of none.
  [[nodiscard]] std::vector<Piece> PiecesOf(const std::vector<RememberedInstance>& instances,
                                            const Session& session) const {
    const auto none = static_cast<uint32_t>(instances.size());
    const uint32_t first = EventsBegin(session);
    std::vector<uint32_t> instance_of(EventsEnd(session) - first, none);
    for (uint32_t i = 0; i < none; ++i) {
      for (const RememberedInstance::Span& span : instances[i].events)
        std::fill(instance_of.begin() + span.begin, instance_of.begin() + span.end, i);
    }
    std::vector<Piece> out(instances.size());
    for (uint32_t step = session.begin; step < session.end; ++step) {
      std::map<uint32_t, uint32_t> votes;
      for (uint32_t at = log_.steps[step].first_event; at < log_.EventsEnd(step); ++at)
        ++votes[instance_of[at - first]];
      const auto most =
          std::max_element(votes.begin(), votes.end(),
                           [](const auto& a, const auto& b) { return a.second < b.second; });
      if (most->first != none) out[most->first].push_back(step);
    }
    return out;
  }

  // The newest known ones up to a number of steps.
  [[nodiscard]] std::vector<uint32_t> Newest(uint64_t most) const {
    std::vector<uint32_t> order = known_;
    const auto last = [&](uint32_t s) { return log_.steps[log_.sessions[s].end - 1].time_us; };
    std::stable_sort(order.begin(), order.end(),
                     [&](uint32_t a, uint32_t b) { return last(a) > last(b); });
    uint64_t steps = 0;
    size_t count = 0;
    while (count < order.size() && steps < most)
      steps += log_.sessions[order[count]].end - log_.sessions[order[count]].begin, ++count;
    order.resize(count);
    std::sort(order.begin(), order.end());
    return order;
  }

  [[nodiscard]] std::optional<Learnt> Carry() {
    Learnt out;
    out.assignment = Recall(known_);
    out.bits_noise_only = NoiseOnlyBits(log_, AllSessions());
    if (!new_.empty() && !DecodeNew(out)) return std::nullopt;
    memory_.use_.remembered = known_.size();
    memory_.use_.runs += new_.empty() ? 0 : 1;
    uint32_t numbers = memory_.routines_;
    for (const uint32_t routine : out.assignment.routine) numbers = std::max(numbers, routine + 1);
    out.model.routines.resize(numbers);
    return out;
  }

  // Appends the new sessions' instances; false when they or the check tell that something changed.
  bool DecodeNew(Learnt& out) {
    std::vector<uint8_t> pause;
    if (options_.evidence.times && !options_.ignore_time) pause = PauseBuckets(log_);
    const std::vector<uint32_t> teachers = Newest(kEstimatedSteps);
    EstimateOptions estimate;
    estimate.times = options_.evidence.times;
    estimate.values = options_.evidence.data_links;
    estimate.min_instances = std::max(2U, options_.min_instances);
    const StepModel model = EstimateModel(log_, teachers, Recall(teachers), pause, estimate);
    if (model.routines.empty()) return Anew("the known sessions show no routine any more");
    DecodeOptions decode;
    decode.open_tasks = options_.evidence.interleaving ? 3 : 1;
    if (log_.steps.size() <= kThoroughSteps) decode.beam = kThoroughBeam;
    const std::vector<uint32_t> checked = Newest(kCheckedSteps);
    const std::vector<uint32_t> numbers = NumbersOf(
        model, Decode(log_, checked, model, pause, decode, options_.threads), Recall(checked));
    if (memory_.use_.agreement < kLeastAgreement)
      return Anew("known sessions are now explained otherwise");
    Assignment found = Decode(log_, new_, model, pause, decode, options_.threads);
    if (Unexplained(found, new_) > kUnexplainedMore * memory_.unexplained_ + kUnexplainedSlack)
      return Anew("new sessions show work that no routine explains");
    for (size_t p = 0; p < found.pieces.size(); ++p) {
      const PieceBits bits = BitsOf(log_, model, found.pieces[p], found.routine[p]);
      out.assignment.confidence.push_back(
          static_cast<float>(std::clamp(1 - bits.routine / std::max(1.0, bits.noise), 0.0, 1.0)));
      out.assignment.routine.push_back(numbers[found.routine[p]]);
      out.assignment.pieces.push_back(std::move(found.pieces[p]));
    }
    return true;
  }

  // The memory's number of each routine of the model, told from what known sessions are when they
  // are decoded again; a new number where no known session says.
  std::vector<uint32_t> NumbersOf(const StepModel& model, const Assignment& again,
                                  const Assignment& before) {
    constexpr uint32_t kNoise = UINT32_MAX;
    std::vector<uint32_t> was(log_.steps.size(), kNoise);
    for (size_t p = 0; p < before.pieces.size(); ++p) {
      for (const uint32_t step : before.pieces[p]) was[step] = before.routine[p];
    }
    std::vector<std::map<uint32_t, uint64_t>> votes(model.routines.size());
    for (size_t p = 0; p < again.pieces.size(); ++p) {
      for (const uint32_t step : again.pieces[p]) {
        if (was[step] != kNoise) ++votes[again.routine[p]][was[step]];
      }
    }
    std::vector<uint32_t> numbers;
    uint32_t next = memory_.routines_;
    uint64_t agree = 0;
    for (const auto& candidates : votes) {
      const auto best =
          std::max_element(candidates.begin(), candidates.end(),
                           [](const auto& a, const auto& b) { return a.second < b.second; });
      numbers.push_back(best == candidates.end() ? next++ : best->first);
      agree += best == candidates.end() ? 0 : best->second;
    }
    uint64_t either = 0;
    for (const Piece& piece : before.pieces) either += piece.size();
    for (const Piece& piece : again.pieces) {
      either += static_cast<uint64_t>(std::count_if(
          piece.begin(), piece.end(), [&](uint32_t step) { return was[step] == kNoise; }));
    }
    memory_.use_.agreement =
        either == 0 ? 1 : static_cast<double>(agree) / static_cast<double>(either);
    return numbers;
  }

  [[nodiscard]] std::vector<RememberedInstance::Span> SpansOf(const Piece& piece,
                                                              uint32_t first) const {
    std::vector<RememberedInstance::Span> out;
    for (const uint32_t step : piece) {
      const uint32_t begin = log_.steps[step].first_event - first;
      const uint32_t end = log_.EventsEnd(step) - first;
      if (!out.empty() && out.back().end == begin)
        out.back().end = end;
      else
        out.push_back({begin, end});
    }
    return out;
  }

  void Remember(const Learnt& learnt) {
    const Assignment& found = learnt.assignment;
    std::vector<uint32_t> session_of(log_.steps.size(), 0);
    for (uint32_t s = 0; s < log_.sessions.size(); ++s)
      std::fill(session_of.begin() + log_.sessions[s].begin,
                session_of.begin() + log_.sessions[s].end, s);
    std::map<Content, std::vector<RememberedInstance>> instances;
    std::map<Content, uint32_t> owner;  // sessions of equal content are told once
    for (uint32_t s = 0; s < log_.sessions.size(); ++s) {
      instances[contents_[s]];
      owner.try_emplace(contents_[s], s);
    }
    for (size_t p = 0; p < found.pieces.size(); ++p) {
      const uint32_t s = session_of[found.pieces[p][0]];
      if (owner[contents_[s]] != s) continue;
      RememberedInstance instance;
      instance.routine = found.routine[p];
      instance.confidence = found.confidence.empty() ? 0 : found.confidence[p];
      instance.events = SpansOf(found.pieces[p], EventsBegin(log_.sessions[s]));
      instances[contents_[s]].push_back(std::move(instance));
      memory_.routines_ = std::max(memory_.routines_, found.routine[p] + 1);
    }
    memory_.instances_ = std::move(instances);
  }

  SessionMemory& memory_;
  const EventLog& events_;
  const StepLog& log_;
  const DiscoveryOptions& options_;
  std::vector<Content> digests_;   // of the log's strings
  std::vector<Content> contents_;  // of the sessions
  std::vector<uint32_t> known_;
  std::vector<uint32_t> new_;
};

Learnt LearnWith(SessionMemory& memory, const EventLog& events, const StepLog& log,
                 const DiscoveryOptions& options) {
  return RememberingLearner(memory, events, log, options).Run();
}

}  // namespace adit

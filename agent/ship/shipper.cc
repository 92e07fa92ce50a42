#include "agent/ship/shipper.h"

#include <algorithm>
#include <mutex>

#include "agent/ship/answer_plan.h"
#include "agent/ship/carried_receipts.h"
#include "common/base/logger.h"
#include "common/wire/envelope_reader.h"
#include "common/wire/receipt.h"

namespace adit {
namespace {

constexpr int64_t kIdleUs = 1'000'000;
constexpr int64_t kMaxPaceUs = 60'000'000;
constexpr int64_t kLookForReceiptsUs = 10'000'000;
constexpr int64_t kRenewRetryUs = 600'000'000;
constexpr int64_t kMaxTokenBytes = 4096;
constexpr uint32_t kRefusalsToAlarm = 3;

}  // namespace

class Shipper::Impl {
 public:
  Impl(Spool& spool, IdentityStore& store, AgentIdentity identity, Connector& connector,
       FileSystem& files, Clock& clock, Random& random, ShipperOptions options,
       ShipperCallbacks callbacks)
      : spool_(spool),
        store_(store),
        connector_(connector),
        files_(files),
        clock_(clock),
        random_(random),
        options_(std::move(options)),
        callbacks_(std::move(callbacks)) {
    Adopt(std::move(identity));
    const int64_t now = clock_.MonotonicMicros();
    next_send_us_ = now;
    if (options_.start_spread_us > 0) {
      next_send_us_ +=
          static_cast<int64_t>(random_.Below(static_cast<uint64_t>(options_.start_spread_us)));
    }
    next_policy_us_ = next_send_us_;
    next_renewal_try_us_ = next_send_us_;
  }

  int64_t RunOnce() {
    const int64_t now = clock_.MonotonicMicros();
    if (report_.revoked) return kMaxPaceUs;
    TakeCarried(now);
    // Before the wait: a pause for identity ends by proving who we are.
    const bool renewal_due = renewal_wanted_ || clock_.WallMicros() >= renew_at_wall_us_;
    if (renewal_due && now >= next_renewal_try_us_) {
      TryRenewal(now);
      return 0;
    }
    if (now < next_send_us_) {
      const int64_t next = renewal_due ? std::min(next_send_us_, next_renewal_try_us_)
                                       : next_send_us_;
      return options_.receipts_directory.empty() ? next - now
                                                 : std::min(next - now, kLookForReceiptsUs);
    }
    if (callbacks_.on_policy && now >= next_policy_us_) {
      FetchPolicy(now);
      return 0;
    }
    const std::optional<SealedFile> file = spool_.Oldest();
    if (!file) return kIdleUs;
    Deliver(*file);
    return std::max<int64_t>(0, next_send_us_ - clock_.MonotonicMicros());
  }

  ShipperReport Report() const {
    const std::lock_guard lock(mutex_);
    return report_;
  }

 private:
  void Adopt(AgentIdentity identity) {
    identity_ = std::move(identity);
    transport_.reset();
    renew_at_wall_us_ = RenewalTimeUs(identity_.certificate, random_);
    spool_.SetRecipient(identity_.Recipient(clock_.WallMicros()));
    const std::lock_guard lock(mutex_);
    report_.certificate_not_after_us = identity_.certificate.not_after_us;
    report_.paused_for_identity = false;
  }

  Result<HttpAnswer> Exchange(const HttpRequest& request, size_t max_answer_bytes) {
    if (transport_ == nullptr) {
      Result<std::unique_ptr<Transport>> transport = connector_.Connect(identity_.Tls());
      if (!transport.ok()) return transport.status();
      transport_ = std::move(transport.value());
    }
    return transport_->Exchange(request, options_.exchange_timeout_us, max_answer_bytes);
  }

  // Also while the network is away for good.
  void TakeCarried(int64_t now) {
    if (options_.receipts_directory.empty() || now < next_look_us_) return;
    next_look_us_ = now + kLookForReceiptsUs;
    TakeCarriedReceipts(files_, options_.receipts_directory, spool_, identity_,
                        [this](const SealedFile& file, const wire::Receipt& receipt) {
                          OnDelivered(file, receipt);
                        });
  }

  void Deliver(const SealedFile& file) {
    const Result<Bytes> envelope = spool_.Read(file);
    if (!envelope.ok()) {
      if (envelope.status().code() == StatusCode::kDataLoss) {
        QuarantineFile(file, "damaged");
      } else {
        Fail("unreadable", BackOffUs(failures_++, 1'000'000, 300'000'000, random_));
        spool_.Release(file);
      }
      return;
    }
    const auto verified =
        wire::VerifyEnvelope(*envelope, identity_.signing.public_key);
    if (!verified.ok()) {
      QuarantineFile(file, "damaged");
      return;
    }
    const Result<HttpAnswer> answer =
        Exchange({"PUT",
                  wire::BatchPath(verified->header.agent, verified->header.incarnation,
                                  verified->header.batch_seq),
                  "application/octet-stream", *envelope},
                 wire::kMaxReceiptBytes);
    wire::Receipt receipt;
    const AnswerFacts facts = Judge(answer, *verified, receipt);
    const AnswerPlan plan = PlanForAnswer(facts, random_);
    Carry(plan, file, receipt, facts.receipt);
  }

  AnswerFacts Judge(const Result<HttpAnswer>& answer, const wire::VerifiedEnvelope& envelope,
                    wire::Receipt& receipt) {
    AnswerFacts facts;
    facts.failures = failures_;
    if (!answer.ok()) {
      transport_.reset();
      facts.timed_out = answer.status().code() == StatusCode::kDeadlineExceeded;
      return facts;
    }
    facts.status = answer->status;
    facts.retry_after_s = ParseRetryAfter(answer->retry_after);
    if (answer->body.empty()) return facts;
    Result<wire::Receipt> decoded =
        wire::DecodeReceipt(answer->body, identity_.answer.receipt_keys);
    if (!decoded.ok()) {
      const bool looks_like_one = decoded.status().code() == StatusCode::kUnauthenticated;
      facts.receipt = looks_like_one ? ReceiptVerdict::kInvalid : ReceiptVerdict::kNone;
      return facts;
    }
    const bool ours = decoded->agent == identity_.answer.agent &&
                      decoded->collector == identity_.answer.collector;
    if (ours && wire::CheckReceiptCovers(*decoded, envelope.header, envelope.digest).ok()) {
      facts.receipt = ReceiptVerdict::kValid;
      receipt = *decoded;
    } else {
      facts.receipt = ReceiptVerdict::kInvalid;
      // A refusal is no receipt, but its signature makes a revocation believable; it must be about
      // this very envelope, so that an old one cannot be played again after a reinstatement.
      if (ours && decoded->disposition == wire::Disposition::kRefused &&
          (decoded->directives & wire::kRevoked) != 0 &&
          decoded->envelope_digest == envelope.digest) {
        Revoke();
      }
    }
    return facts;
  }

  void Carry(const AnswerPlan& plan, const SealedFile& file, const wire::Receipt& receipt,
             ReceiptVerdict verdict) {
    switch (plan.action) {
      case AnswerAction::kDelete: OnDelivered(file, receipt); return;
      case AnswerAction::kQuarantine:
        QuarantineFile(file, plan.reason);
        if (plan.reason == "too_large") ShrinkSeal(file.bytes);
        return;
      case AnswerAction::kRetrySmaller: ShrinkSeal(wire::kSealBytes); break;
      case AnswerAction::kPauseAndProve: {
        renewal_wanted_ = true;
        const std::lock_guard lock(mutex_);
        report_.paused_for_identity = true;
        break;
      }
      case AnswerAction::kRetry: break;
    }
    if (plan.reason == "no_receipt" || verdict == ReceiptVerdict::kInvalid) {
      const std::lock_guard lock(mutex_);
      ++report_.answers_without_receipt;
    }
    ++failures_;
    spool_.Release(file);
    Fail(plan.reason, plan.wait_us);
  }

  void OnDelivered(const SealedFile& file, const wire::Receipt& receipt) {
    failures_ = 0;
    refusals_ = 0;
    if (const Status removed = spool_.RemoveAfterReceipt(file); !removed.ok()) {
      // It will be sent again and found a duplicate: harmless, but not in a tight loop.
      spool_.Release(file);
      Fail("cannot_remove", BackOffUs(failures_++, 1'000'000, 300'000'000, random_));
    }
    if (receipt.disposition == wire::Disposition::kForked ||
        (receipt.directives & wire::kNewIncarnation) != 0) {
      if (file.incarnation == spool_.Report().incarnation) spool_.StartNewIncarnation();
    }
    if ((receipt.directives & wire::kFetchPolicy) != 0) next_policy_us_ = 0;
    if ((receipt.directives & wire::kRenewCertificate) != 0) renewal_wanted_ = true;
    if ((receipt.directives & wire::kRevoked) != 0) Revoke();
    if (receipt.max_batch_bytes != 0) spool_.SetSealBytes(receipt.max_batch_bytes);
    const int64_t pace = std::min<int64_t>(
        int64_t{std::max(receipt.pace_ms, receipt.retry_after_ms)} * 1000, kMaxPaceUs);
    next_send_us_ = std::max(next_send_us_, clock_.MonotonicMicros() + pace);
    const std::lock_guard lock(mutex_);
    ++report_.batches_delivered;
    report_.bytes_delivered += file.bytes;
    report_.last_delivery_wall_us = clock_.WallMicros();
    report_.failures = failures_;
    report_.paused_for_identity = false;
    report_.collector_refuses_format = false;
    report_.last_reason.clear();
  }

  void QuarantineFile(const SealedFile& file, std::string_view reason) {
    const Status done = spool_.Quarantine(file);
    if (!done.ok()) {
      spool_.Release(file);
      Fail("cannot_quarantine", BackOffUs(failures_++, 1'000'000, 300'000'000, random_));
      return;
    }
    if (reason == "refused") ++refusals_;
    LogWarning("ship: a batch was set aside",
               {{"reason", reason}, {"batch", file.batch_seq}, {"in_a_row", refusals_}});
    const std::lock_guard lock(mutex_);
    ++report_.batches_quarantined;
    report_.last_reason = std::string(reason);
    report_.collector_refuses_format = refusals_ >= kRefusalsToAlarm;
  }

  void ShrinkSeal(uint64_t sent_bytes) {
    seal_bytes_ = std::max<size_t>(wire::kMinSealBytes,
                                   std::min<size_t>(seal_bytes_, static_cast<size_t>(sent_bytes)) / 2);
    spool_.SetSealBytes(seal_bytes_);
  }

  void Fail(std::string_view reason, int64_t wait_us) {
    next_send_us_ = clock_.MonotonicMicros() + wait_us;
    const std::lock_guard lock(mutex_);
    report_.failures = failures_;
    report_.last_reason = std::string(reason);
  }

  void TryRenewal(int64_t now) {
    next_renewal_try_us_ =
        now + kRenewRetryUs +
        static_cast<int64_t>(random_.Below(static_cast<uint64_t>(kRenewRetryUs)));
    Result<AgentIdentity> renewed = Renew(store_, connector_, identity_, options_.enrol);
    // Unknown or revoked certificate: a fresh token, if MDM has put one, starts over.
    if (!renewed.ok() && renewed.status().code() == StatusCode::kUnauthenticated) {
      if (const auto token = ReadToken()) {
        renewed = Enrol(store_, connector_, *token, options_.enrol);
      }
    }
    if (!renewed.ok()) {
      LogWarning("ship: certificate not renewed", {{"reason", renewed.status().message()}});
      return;
    }
    const bool same_agent = renewed->answer.agent == identity_.answer.agent;
    renewal_wanted_ = false;
    if (same_agent) {
      Adopt(std::move(*renewed));
      LogInfo("ship: certificate renewed", {});
    } else {
      // The spool is bound to the old identity; the runtime starts it anew with the stored one.
      const std::lock_guard lock(mutex_);
      report_.last_reason = "identity_changed";
    }
    failures_ = 0;
    next_send_us_ = clock_.MonotonicMicros();
  }

  std::optional<wire::EnrolmentToken> ReadToken() {
    if (options_.token_path.empty()) return std::nullopt;
    const Result<Bytes> text = ReadWholeFile(files_, options_.token_path, kMaxTokenBytes);
    if (!text.ok()) return std::nullopt;
    Result<wire::EnrolmentToken> token = wire::ParseToken(AsText(*text));
    if (!token.ok()) return std::nullopt;
    return std::move(*token);
  }

  void FetchPolicy(int64_t now) {
    next_policy_us_ = now + options_.policy_interval_us +
                      static_cast<int64_t>(random_.Below(
                          static_cast<uint64_t>(options_.policy_interval_us / 10) + 1));
    const Result<HttpAnswer> answer =
        Exchange({"GET", std::string(wire::kPolicyPath), "", {}}, wire::kMaxPolicyBytes);
    if (!answer.ok()) {
      transport_.reset();
      next_policy_us_ = now + BackOffUs(0, 60'000'000, 60'000'000, random_);
      return;
    }
    if (answer->status == 200) callbacks_.on_policy(std::string(AsText(answer->body)));
  }

  void Revoke() {
    {
      const std::lock_guard lock(mutex_);
      if (report_.revoked) return;
      report_.revoked = true;
    }
    LogWarning("ship: this agent was revoked by its collector", {});
    if (callbacks_.on_revoked) callbacks_.on_revoked();
  }

  Spool& spool_;
  IdentityStore& store_;
  Connector& connector_;
  FileSystem& files_;
  Clock& clock_;
  Random& random_;
  const ShipperOptions options_;
  const ShipperCallbacks callbacks_;

  // Of the shipper's thread.
  AgentIdentity identity_;
  std::unique_ptr<Transport> transport_;
  uint32_t failures_ = 0;
  uint32_t refusals_ = 0;
  size_t seal_bytes_ = wire::kSealBytes;
  bool renewal_wanted_ = false;
  int64_t next_send_us_ = 0;
  int64_t next_policy_us_ = 0;
  int64_t next_look_us_ = 0;
  int64_t next_renewal_try_us_ = 0;
  int64_t renew_at_wall_us_ = 0;

  mutable std::mutex mutex_;
  ShipperReport report_;  // guarded by mutex_; written by the shipper's thread only
};

Shipper::Shipper(Spool& spool, IdentityStore& store, AgentIdentity identity, Connector& connector,
                 FileSystem& files, Clock& clock, Random& random, ShipperOptions options,
                 ShipperCallbacks callbacks)
    : impl_(std::make_unique<Impl>(spool, store, std::move(identity), connector, files, clock,
                                   random, std::move(options), std::move(callbacks))) {}
Shipper::~Shipper() = default;
int64_t Shipper::RunOnce() { return impl_->RunOnce(); }
ShipperReport Shipper::Report() const { return impl_->Report(); }

}  // namespace adit

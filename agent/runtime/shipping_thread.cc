#include "agent/runtime/shipping_thread.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace adit {
namespace {

constexpr int64_t kMaxWaitUs = 5'000'000;

}  // namespace

ShippingThread::ShippingThread(std::unique_ptr<Shipper> shipper) : shipper_(std::move(shipper)) {}

ShippingThread::~ShippingThread() { Stop(); }

void ShippingThread::Start() {
  thread_ = std::thread([this] { Run(); });
}

void ShippingThread::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ShippingThread::Wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_all();
}

void ShippingThread::Run() {
  for (;;) {
    const int64_t wait_us = std::min(shipper_->RunOnce(), kMaxWaitUs);
    std::unique_lock lock(mutex_);
    if (stopping_) return;
    if (wait_us > 0) {
      wake_.wait_for(lock, std::chrono::microseconds(wait_us),
                     [this] { return stopping_ || woken_; });
    }
    woken_ = false;
    if (stopping_) return;
  }
}

}  // namespace adit

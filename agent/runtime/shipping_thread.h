// ShippingThread: runs the shipper beside capture, and drains it at the end.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "agent/ship/shipper.h"

namespace adit {

class ShippingThread {
 public:
  explicit ShippingThread(std::unique_ptr<Shipper> shipper);
  ~ShippingThread();
  void Start();
  void Stop();
  // There is something new to send: do not wait for the next turn.
  void Wake();
  [[nodiscard]] ShipperReport Report() const { return shipper_->Report(); }

 private:
  void Run();
  const std::unique_ptr<Shipper> shipper_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  bool woken_ = false;     // guarded by mutex_
};

}  // namespace adit

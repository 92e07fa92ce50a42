// The order of columns and tables inside a block, shared by encoder and decoder.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace adit::batch_layout {

// Column n of a block; its bit in the presence mask is 1 << n. Append only.
enum Column : uint8_t {
  kSequence,       // zig-zag: sequence - (previous + 1)
  kWall,           // zig-zag: wall_us - previous
  kMonotonic,      // zig-zag: (monotonic_us - wall_us) - previous such difference
  kDuration,       // zig-zag
  kAction,
  kSession,        // zig-zag: difference to the previous event
  kCount,          // count - 1
  kValueClass,
  kValueLength,
  kContentKind,
  kContentSize,
  kMonitor,        // zig-zag: difference to the previous event
  kWindow,         // 0 = the window of the previous event, else number of the window + 1
  kElement,        // number of the element; 0 = the element of four empty texts
  kDetail,         // number of the string; 0 = ""
  kFingerprint,    // 0 = none, else number of the fingerprint, from 1
  kColumnCount,
};

// A window is app_name, app_version, app_executable, window_title, window_role, document; an element is
// element_role, element_name, element_id, element_path. Each is a tuple of string numbers.
using WindowKey = std::array<uint32_t, 6>;
using ElementKey = std::array<uint32_t, 4>;

template <typename Key>
struct KeyHash {
  size_t operator()(const Key& key) const {
    uint64_t hash = 0x9E3779B97F4A7C15u;
    for (const uint32_t part : key) hash = (hash ^ part) * 0xFF51AFD7ED558CCDu, hash ^= hash >> 32;
    return static_cast<size_t>(hash);
  }
};

}  // namespace adit::batch_layout

#pragma once
// Doubles that are hard on text and on the wire, from a seed: denormal ones, edges, everyday decimals, any bits at all.
// Finite. Bound to one test.

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace visiond::testing {

class RandomDouble {
 public:
  explicit RandomDouble(std::uint64_t seed) : random_(seed) {}

  double operator()() {
    switch (random_() % 4) {
      case 0:
        return edges[random_() % edges.size()];
      case 1:
        return static_cast<double>(static_cast<std::int64_t>(random_() % 2'000'001) - 1'000'000) / 1000;
      case 2:
        return std::bit_cast<double>(random_() & 0x800F'FFFF'FFFF'FFFF);  // denormal
      default:
        return any_bits();
    }
  }

 private:
  double any_bits() {
    const double value = std::bit_cast<double>(random_());
    return std::isfinite(value) ? value : any_bits();
  }

  using limits = std::numeric_limits<double>;
  static constexpr std::array edges = {0.0,
                                       -0.0,
                                       1e308,
                                       -1e308,
                                       limits::max(),
                                       limits::lowest(),
                                       limits::min(),
                                       limits::denorm_min(),
                                       9007199254740992.0,
                                       9007199254740991.0,
                                       -9007199254740992.0,
                                       9007199254740994.0,
                                       9223372036854775808.0,
                                       18446744073709551616.0,
                                       1e21,
                                       1e22,
                                       1e23,
                                       0.1,
                                       1.0 / 3,
                                       5e-324};

  std::mt19937_64 random_;
};

}  // namespace visiond::testing

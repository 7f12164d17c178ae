// One step of a request that a function of ours takes, for the triggers that run within it.
#pragma once

#include <optional>

#include "socle/access.hpp"

namespace socle::alogistics {

// While it lives, the step is taken for `actor` (the system acting for a person), and a reason that
// reads like the one that stands on the row already counts as given.
class Step {
 public:
  explicit Step(std::optional<Uuid> actor, bool gives_reason = false);
  ~Step();
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

  static bool gives_reason();

 private:
  std::optional<ActingFor> acting_;
  bool outer_gives_reason_;
};

// While it lives, refund() lowers the price of a job that runs, by what it gave back of the escrow.
class PriceCut {
 public:
  PriceCut();
  ~PriceCut();
  PriceCut(const PriceCut&) = delete;
  PriceCut& operator=(const PriceCut&) = delete;

  static bool is_at_work();
};

// Why a request leaves its course, where the caller and the statuses do not tell.
enum class Cause { none, no_show, unpaid, unclaimed };

// While it lives, the step is taken for this cause.
class Because {
 public:
  explicit Because(Cause cause);
  ~Because();
  Because(const Because&) = delete;
  Because& operator=(const Because&) = delete;

  static Cause cause();
};

// While it lives, whoever completes the job has shown its delivery code.
class CodeShown {
 public:
  CodeShown();
  ~CodeShown();
  CodeShown(const CodeShown&) = delete;
  CodeShown& operator=(const CodeShown&) = delete;

  static bool is_right();
};

}  // namespace socle::alogistics

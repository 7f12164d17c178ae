// Memory for what is needed for a moment only.
#pragma once

#include "pg/guard.hpp"

namespace socle::pg {

// What PostgreSQL allocates while it lives goes at the next reset(), and with it. Lives on the C++
// stack, innermost first; while an exception passes it is left to the abort.
class ScratchMemory {
 public:
  ScratchMemory() : outer_(CurrentMemoryContext), exceptions_(std::uncaught_exceptions()) {
    memory_ = call([] {
      return AllocSetContextCreate(CurrentMemoryContext, "scratch", ALLOCSET_SMALL_SIZES);
    });
    MemoryContextSwitchTo(memory_);
  }
  ~ScratchMemory() {
    MemoryContextSwitchTo(outer_);
    if (std::uncaught_exceptions() == exceptions_) MemoryContextDelete(memory_);
  }
  ScratchMemory(const ScratchMemory&) = delete;
  ScratchMemory& operator=(const ScratchMemory&) = delete;

  void reset() { MemoryContextReset(memory_); }

 private:
  MemoryContext const outer_;
  MemoryContext memory_ = nullptr;
  int exceptions_;
};

}  // namespace socle::pg

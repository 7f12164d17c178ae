// Memory that all backends share. There is some only if the library is in shared_preload_libraries.
#pragma once

#include <new>

#include "pg/guard.hpp"

namespace socle::pg {

// True while the postmaster loads shared_preload_libraries.
bool is_preloading();

// A lock in shared memory for a few instructions, which neither raise nor wait. For
// std::lock_guard.
class SpinLock {
 public:
  SpinLock() { SpinLockInit(&mutex_); }
  SpinLock(const SpinLock&) = delete;
  SpinLock& operator=(const SpinLock&) = delete;

  void lock() { SpinLockAcquire(&mutex_); }
  void unlock() { SpinLockRelease(&mutex_); }

 private:
  slock_t mutex_;
};

// One named block. T is made of plain values and atomics; it is constructed once per server start.
// If what belongs to it stands behind it, T::bytes() says how long both are; it is asked when the
// server knows how many processes it will have. Declare it constinit.
template <class T>
class Shared {
 public:
  constexpr explicit Shared(const char* name) : name_(name) {}
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  // From the library's start, while is_preloading(): asks for the memory.
  void request();
  // Null if the library was not preloaded.
  T* get() const { return block_; }

 private:
  static std::size_t bytes();
  static void reserve();
  static void attach();

  static inline constinit Shared* self_ = nullptr;
  static inline constinit shmem_request_hook_type outer_request_ = nullptr;
  static inline constinit shmem_startup_hook_type outer_startup_ = nullptr;
  const char* name_;
  T* block_ = nullptr;
};

template <class T>
void Shared<T>::request() {
  static_assert(std::is_trivially_destructible_v<T>);
  self_ = this;
  outer_request_ = shmem_request_hook;
  outer_startup_ = shmem_startup_hook;
  shmem_request_hook = reserve;
  shmem_startup_hook = attach;
}

template <class T>
std::size_t Shared<T>::bytes() {
  if constexpr (requires { T::bytes(); })
    return T::bytes();
  else
    return sizeof(T);
}

template <class T>
void Shared<T>::reserve() {
  if (outer_request_ != nullptr) outer_request_();
  RequestAddinShmemSpace(MAXALIGN(bytes()));
}

template <class T>
void Shared<T>::attach() {
  if (outer_startup_ != nullptr) outer_startup_();
  bool found = false;
  LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
  void* const memory = ShmemInitStruct(self_->name_, bytes(), &found);
  self_->block_ = found ? static_cast<T*>(memory) : new (memory) T();
  LWLockRelease(AddinShmemInitLock);
}

inline bool is_preloading() { return process_shared_preload_libraries_in_progress; }

}  // namespace socle::pg

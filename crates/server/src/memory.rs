//! What was needed once goes back to the system.
//!
//! The one rule to know: glibc, left to itself, takes larger and larger pieces from heaps it never
//! gives back; packing one first page then kept 35 MB. With the limit said, each piece above it is
//! the system's again when it is freed.

/// From this size on memory is asked of the system piece by piece: glibc's own first value, which it
/// would raise. Units: bytes.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE_BYTES: libc::c_int = 128 * 1024;

/// Says so, once, before there are threads.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "there is no other way to tell glibc")]
pub fn keep_little() {
    // SAFETY: `mallopt` asks nothing of its caller but that no other thread runs yet.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE_BYTES);
    }
}

/// Elsewhere it is the allocator's own business.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn keep_little() {}

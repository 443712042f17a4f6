//! How device and server agree, without IO.

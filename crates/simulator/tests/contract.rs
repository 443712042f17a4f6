//! The storage of these worlds keeps the depot's contract, as the real server's does.
#![allow(missing_docs)]

use simulator::depot::MemoryDepot;

/// Runs a promise on a fresh storage. That a line is written once is the real database's own.
macro_rules! promises {
    ($($promise:ident),* $(,)?) => {$(
        #[test]
        fn $promise() {
            sync::contract::$promise(&mut MemoryDepot::default());
        }
    )*};
}

sync::depot_promises!(promises);

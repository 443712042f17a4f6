//! The store in `IndexedDB`: what a person wrote row by row, what came by the thousand in blocks.
//!
//! The one rule to know: a commit is one transaction. Its guards and its writes are asked for at
//! once; where a guard turns out not to hold, the transaction is aborted and none of it happened.
//! Only its `complete` event counts as saved. What a person wrote asks for `durability: "strict"`,
//! which flushes to the medium.
//!
//! Deliberately absent: a wrapper crate (9 to 18 kB for what is here); reading single rows.

mod asking;
mod connecting;
mod lying;

use self::asking::{
    Answer, all_hold, ask_guards, ask_rows, completion, end, failure_of, heard, ignore, reason, why,
};
use self::connecting::{Connection, connect};
use self::lying::{
    Loads, STORES, add_block, ask_table, in_table, lay_anew, lying, makes_room, stores_for,
    stores_of,
};
use super::{CommitError, Local, Store, StoreError};
use js_sys::{Array, Object, Reflect};
use std::rc::Rc;
use sync::store::blocks::{Laid, block_of};
use sync::store::{Batch, Durability, StoredRow, Table};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbTransaction, IdbTransactionMode};

/// How the tables lie in the database. Up to 2: every row alone. 3 (November 2026): some in blocks.
pub const LAYOUT: u32 = 3;

/// A database of this origin.
pub struct Indexed {
    connection: Connection,
    loads: Loads,
}

impl Indexed {
    /// Opens (and makes) the database of this name.
    ///
    /// # Errors
    /// When the browser offers none, or another page holds an older form of it open.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        Self::open_as(name, LAYOUT).await
    }

    /// Opens a database as a build of another layout would; for tests.
    ///
    /// # Errors
    /// As for [`Indexed::open`].
    #[doc(hidden)]
    pub async fn open_as(name: &str, layout: u32) -> Result<Self, StoreError> {
        let connection = connect(name, layout).await?;
        let loads = Loads::default();
        Ok(Self { connection, loads })
    }

    /// Whether a newer build made the database: it can be read, and nothing is written.
    pub fn is_newer(&self) -> bool {
        self.connection.is_newer
    }

    /// Says whom to call when another page, or the browser, closes the database under this one.
    pub fn on_closed(&self, call: Rc<dyn Fn()>) {
        *self.connection.told.borrow_mut() = Some(call);
    }

    /// Closes the connection; for tests that open the same database twice.
    pub fn close(&self) {
        self.connection.db.close();
    }

    fn begin(
        &self,
        stores: &[&str],
        mode: IdbTransactionMode,
        durability: Durability,
    ) -> Result<IdbTransaction, StoreError> {
        if self.connection.is_closed.get() {
            return Err(StoreError::Closed);
        }
        if self.connection.is_newer && mode == IdbTransactionMode::Readwrite {
            return Err(StoreError::Newer);
        }
        let names: Array = stores.iter().copied().map(JsValue::from_str).collect();
        let mode = match mode {
            IdbTransactionMode::Readwrite => "readwrite",
            _ => "readonly",
        };
        let options = Object::new();
        let durability = match durability {
            Durability::Strict => "strict",
            Durability::Relaxed => "relaxed",
        };
        let set = Reflect::set(&options, &"durability".into(), &durability.into());
        set.map_err(|error| why(&error))?;
        let begin = Reflect::get(&self.connection.db, &"transaction".into())
            .map_err(|error| why(&error))?;
        let begin: js_sys::Function = begin.unchecked_into();
        let transaction = begin.call3(&self.connection.db, &names, &mode.into(), &options);
        Ok(transaction.map_err(|error| why(&error))?.unchecked_into())
    }

    async fn write(&self, batch: &Batch) -> Result<(), CommitError> {
        let stores = stores_for(batch);
        let transaction = self.begin(&stores, IdbTransactionMode::Readwrite, batch.durability)?;
        let done = completion(&transaction);
        let filled = self.fill(&transaction, batch).await;
        match filled {
            Ok(()) => end(&transaction),
            Err(_) => ignore(transaction.abort()),
        }
        let done = JsFuture::from(done).await;
        filled.map_err(|error| match (error, transaction.error()) {
            // What ended the transaction says more than the request that it took with it.
            (CommitError::Store(_), Some(why)) => reason(&why).into(),
            (error, _) => error,
        })?;
        done.map_err(|_| failure_of(&transaction))?;
        Ok(())
    }

    /// Asks for all of a batch, unless a guard does not hold.
    async fn fill(&self, transaction: &IdbTransaction, batch: &Batch) -> Result<(), CommitError> {
        let asked = self.ask(transaction, batch).map_err(|error| why(&error))?;
        let guards = heard(asked.guards).await?;
        if !all_hold(&batch.guards, &guards) {
            return Err(CommitError::Conflict);
        }
        for (table, table_asked, block) in asked.leaving {
            let left = lying(&heard(table_asked).await?, block);
            self.lay(transaction, table, &left.rows)?;
        }
        Ok(())
    }

    fn ask(&self, transaction: &IdbTransaction, batch: &Batch) -> Result<Asked, JsValue> {
        let guards = ask_guards(transaction, &batch.guards)?;
        let mut leaving = Vec::new();
        for table in Table::ALL {
            if !table.lies_in_blocks() {
                ask_rows(transaction, in_table(batch, table))?;
                continue;
            }
            let block = block_of(in_table(batch, table));
            if makes_room(batch, table) {
                leaving.push((table, ask_table(transaction, table)?, block));
            } else if !block.is_empty() {
                add_block(transaction, table, &block)?;
                let load = self.loads.of(table);
                self.loads.set(table, load.grown(block.len()));
            }
        }
        Ok(Asked { guards, leaving })
    }

    fn lay(
        &self,
        transaction: &IdbTransaction,
        table: Table,
        rows: &[Laid],
    ) -> Result<(), StoreError> {
        let load = lay_anew(transaction, table, rows).map_err(|error| why(&error))?;
        self.loads.set(table, load);
        Ok(())
    }

    async fn read(&self) -> Result<Vec<StoredRow>, StoreError> {
        let (mode, durability) = (IdbTransactionMode::Readonly, Durability::Relaxed);
        let transaction = self.begin(&STORES, mode, durability)?;
        let mut asked = Vec::new();
        for table in Table::ALL {
            let of_table = ask_table(&transaction, table).map_err(|error| why(&error))?;
            asked.push((table, of_table));
        }
        let mut rows = Vec::new();
        for (table, asked) in asked {
            let lying = lying(&heard(asked).await?, Vec::new());
            self.loads.set(table, lying.load);
            for (key, value) in lying.rows {
                rows.push(StoredRow { table, key, value });
            }
        }
        Ok(rows)
    }

    /// One table a transaction, so that nobody's touch waits for all of them.
    async fn lay_worn_anew(&self) -> Result<(), StoreError> {
        for table in Table::ALL {
            if !self.loads.of(table).is_worth_laying_anew() {
                continue;
            }
            let (mode, durability) = (IdbTransactionMode::Readwrite, Durability::Relaxed);
            let transaction = self.begin(stores_of(table), mode, durability)?;
            let done = completion(&transaction);
            let asked = ask_table(&transaction, table).map_err(|error| why(&error))?;
            let lying = lying(&heard(asked).await?, Vec::new());
            self.lay(&transaction, table, &lying.rows)?;
            end(&transaction);
            let done = JsFuture::from(done).await;
            done.map_err(|_| failure_of(&transaction))?;
        }
        Ok(())
    }

    async fn clear(&self) -> Result<(), StoreError> {
        let (mode, durability) = (IdbTransactionMode::Readwrite, Durability::Strict);
        let transaction = self.begin(&STORES, mode, durability)?;
        let done = completion(&transaction);
        for name in STORES {
            let store = transaction
                .object_store(name)
                .map_err(|error| why(&error))?;
            store.clear().map_err(|error| why(&error))?;
        }
        let done = JsFuture::from(done).await;
        done.map(drop).map_err(|_| failure_of(&transaction))
    }
}

/// What was asked of a transaction and is still to be heard.
struct Asked {
    guards: Vec<Answer>,
    /// Tables of which many rows go: all of each, and the block that says which.
    leaving: Vec<(Table, Vec<Answer>, Vec<u8>)>,
}

impl Store for Indexed {
    fn read_all(&self) -> Local<'_, Result<Vec<StoredRow>, StoreError>> {
        Box::pin(self.read())
    }

    fn commit<'a>(&'a self, batch: &'a Batch) -> Local<'a, Result<(), CommitError>> {
        Box::pin(self.write(batch))
    }

    fn tidy(&self) -> Local<'_, Result<(), StoreError>> {
        Box::pin(self.lay_worn_anew())
    }

    fn erase(&self) -> Local<'_, Result<(), StoreError>> {
        Box::pin(self.clear())
    }
}

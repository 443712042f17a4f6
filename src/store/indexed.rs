//! The store in `IndexedDB`: one object store a table, keys and values as text.
//!
//! The one rule to know: a commit is one transaction. The guard is read and compared inside it,
//! then every write is asked for at once; only its `complete` event counts as saved. What a person
//! wrote asks for `durability: "strict"`, which flushes to the medium.
//!
//! Deliberately absent: a wrapper crate (9 to 18 kB for what is here); reading single rows.

mod connecting;

use self::connecting::{Connection, connect, text_of};
use super::{CommitError, Local, Store, StoreError};
use js_sys::{Array, Object, Promise, Reflect};
use std::rc::Rc;
use sync::store::{Batch, Durability, FORM, Guard, StoredRow, Table, Write};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

/// A database of this origin.
pub struct Indexed {
    connection: Connection,
}

impl Indexed {
    /// Opens (and makes) the database of this name.
    ///
    /// # Errors
    /// When the browser offers none, or another page holds an older form of it open.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        Self::open_as(name, u32::from(FORM)).await
    }

    /// Opens a database as a build of another form would; for tests.
    ///
    /// # Errors
    /// As for [`Indexed::open`].
    #[doc(hidden)]
    pub async fn open_as(name: &str, form: u32) -> Result<Self, StoreError> {
        let connection = connect(name, form).await?;
        Ok(Self { connection })
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
        mode: IdbTransactionMode,
        durability: Durability,
    ) -> Result<IdbTransaction, StoreError> {
        if self.connection.is_closed.get() {
            return Err(StoreError::Closed);
        }
        if self.connection.is_newer && mode == IdbTransactionMode::Readwrite {
            return Err(StoreError::Newer);
        }
        let names: Array = Table::ALL
            .iter()
            .map(|table| JsValue::from_str(table.name()))
            .collect();
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
        let transaction = self.begin(IdbTransactionMode::Readwrite, batch.durability)?;
        let done = completion(&transaction);
        if !hold(&transaction, &batch.guards).await? {
            // Nothing was asked for yet; the abort only ends the transaction.
            ignore(transaction.abort());
            ignore(JsFuture::from(done).await);
            return Err(CommitError::Conflict);
        }
        for write in &batch.writes {
            if let Err(error) = ask(&transaction, write) {
                ignore(transaction.abort());
                ignore(JsFuture::from(done).await);
                return Err(why(&error).into());
            }
        }
        end(&transaction);
        match JsFuture::from(done).await {
            Ok(_) => Ok(()),
            Err(_) => Err(failure_of(&transaction).into()),
        }
    }

    async fn read(&self) -> Result<Vec<StoredRow>, StoreError> {
        let transaction = self.begin(IdbTransactionMode::Readonly, Durability::Relaxed)?;
        let mut asked = Vec::with_capacity(Table::ALL.len());
        for table in Table::ALL {
            let store = table_of(&transaction, table).map_err(|error| why(&error))?;
            let keys = store.get_all_keys().map_err(|error| why(&error))?;
            let values = store.get_all().map_err(|error| why(&error))?;
            asked.push((table, answer(&keys), answer(&values)));
        }
        let mut rows = Vec::new();
        for (table, keys, values) in asked {
            let keys: Array = heard(keys).await?.unchecked_into();
            let values: Array = heard(values).await?.unchecked_into();
            rows.extend(
                keys.iter()
                    .zip(values.iter())
                    .map(|(key, value)| StoredRow {
                        table,
                        key: key.as_string().unwrap_or_default(),
                        value: text_of(&value),
                    }),
            );
        }
        Ok(rows)
    }

    async fn clear(&self) -> Result<(), StoreError> {
        let transaction = self.begin(IdbTransactionMode::Readwrite, Durability::Strict)?;
        let done = completion(&transaction);
        for table in Table::ALL {
            let store = table_of(&transaction, table).map_err(|error| why(&error))?;
            store.clear().map_err(|error| why(&error))?;
        }
        let done = JsFuture::from(done).await;
        done.map(drop).map_err(|_| failure_of(&transaction))
    }
}

impl Store for Indexed {
    fn read_all(&self) -> Local<'_, Result<Vec<StoredRow>, StoreError>> {
        Box::pin(self.read())
    }

    fn commit<'a>(&'a self, batch: &'a Batch) -> Local<'a, Result<(), CommitError>> {
        Box::pin(self.write(batch))
    }

    fn erase(&self) -> Local<'_, Result<(), StoreError>> {
        Box::pin(self.clear())
    }
}

/// A request's answer, to be awaited: the browser calls the promise's own functions.
fn answer(request: &IdbRequest) -> (Promise, IdbRequest) {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    (promise, request.clone())
}

async fn heard((promise, request): (Promise, IdbRequest)) -> Result<JsValue, StoreError> {
    match JsFuture::from(promise).await {
        Ok(_) => request.result().map_err(|error| why(&error)),
        Err(_) => Err(request
            .error()
            .ok()
            .flatten()
            .map_or(StoreError::Failed, |e| reason(&e))),
    }
}

/// Whether a transaction came to its end: the only moment at which anything is saved.
fn completion(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    })
}

/// Says that nothing more will be asked for, so that the browser need not wait until each write was
/// answered. One that cannot hear it ends the transaction by itself.
#[expect(
    deprecated,
    reason = "web-sys says so without one, the standard does not"
)]
fn end(transaction: &IdbTransaction) {
    ignore(transaction.commit());
}

/// Whether every guard holds: all are asked for at once.
async fn hold(transaction: &IdbTransaction, guards: &[Guard]) -> Result<bool, StoreError> {
    let mut asked = Vec::with_capacity(guards.len());
    for guard in guards {
        let key = JsValue::from_str(&guard.key);
        let request = table_of(transaction, Table::Meta).and_then(|store| store.get(&key));
        let request = request.map_err(|error| why(&error))?;
        asked.push((answer(&request), &guard.value));
    }
    let mut all = true;
    for (answer, value) in asked {
        all &= heard(answer).await?.as_string() == *value;
    }
    Ok(all)
}

fn ask(transaction: &IdbTransaction, write: &Write) -> Result<(), JsValue> {
    match write {
        Write::Put { table, key, value } => {
            let value = JsValue::from_str(value);
            table_of(transaction, *table)?.put_with_key(&value, &JsValue::from_str(key))?;
        }
        Write::Delete { table, key } => {
            table_of(transaction, *table)?.delete(&JsValue::from_str(key))?;
        }
    }
    Ok(())
}

fn table_of(transaction: &IdbTransaction, table: Table) -> Result<IdbObjectStore, JsValue> {
    transaction.object_store(table.name())
}

fn failure_of(transaction: &IdbTransaction) -> StoreError {
    transaction
        .error()
        .map_or(StoreError::Failed, |error| reason(&error))
}

fn why(error: &JsValue) -> StoreError {
    error
        .dyn_ref::<DomException>()
        .map_or(StoreError::Failed, reason)
}

fn reason(error: &DomException) -> StoreError {
    match error.name().as_str() {
        "QuotaExceededError" => StoreError::Full,
        "InvalidStateError" => StoreError::Closed,
        _ => StoreError::Failed,
    }
}

/// What follows an abort says nothing more than the abort did.
fn ignore<T>(_said: Result<T, JsValue>) {}

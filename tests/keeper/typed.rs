//! Whose typing a phone keeps: by its store's word of who is signed in, and of what it is.

use crate::world::{Says, changes, community, exchange, fresh, furnished, me, open};
use cuobian::keeper::{Keeper, Speaker, Trouble};
use cuobian::store::{Local, Memory};
use cuobian::typed::whose;
use futures::executor::block_on;
use rules::Origin;
use std::rc::Rc;
use sync::replica::Who;
use sync::wire::{Request, Response};

/// A server that takes whoever asks for a kiosk of its community.
struct AtKiosk<S>(S);

impl<S: Speaker> Speaker for AtKiosk<S> {
    fn speak<'a>(&'a self, request: &'a Request) -> Local<'a, Result<Response, Trouble>> {
        Box::pin(async move {
            let mut answer = self.0.speak(request).await?;
            for feed in &mut answer.feeds {
                feed.origin = Origin::Station;
            }
            Ok(answer)
        })
    }
}

fn qiang() -> Who {
    Who {
        resident: "qiang".parse().unwrap(),
        ..me()
    }
}

async fn signed_in(keeper: &Keeper, who: Option<Who>) -> Option<String> {
    keeper.set_who(who).await.unwrap();
    keeper.read(whose)
}

#[test]
fn what_one_types_is_kept_for_them_alone_and_for_nobody_on_another_store() {
    block_on(async {
        let keeper = open(&furnished().await).await;
        let mei = keeper.read(whose);
        assert!(mei.is_some());
        let nobody = signed_in(&keeper, None).await;
        assert!(nobody.is_some(), "a phone that nobody signed in to");
        let qiang = signed_in(&keeper, Some(qiang())).await;
        let all = [&mei, &nobody, &qiang];
        let same = |one: &Option<String>| all.iter().filter(|other| **other == one).count();
        assert_eq!(all.map(same), [1, 1, 1], "{all:?}");
        assert_eq!(
            signed_in(&keeper, Some(me())).await,
            mei,
            "it is hers again"
        );
        signed_in(&keeper, None).await;
        keeper.erase().await.unwrap();
        assert_ne!(
            keeper.read(whose),
            nobody,
            "nobody's typing went with the store"
        );
    });
}

#[test]
fn a_kiosk_keeps_what_is_typed_in_a_sign_in_and_of_nobody_else() {
    block_on(async {
        let store = Rc::new(Memory::default());
        let (keeper, _) = Keeper::open(store, fresh).await.unwrap();
        assert!(
            keeper.read(whose).is_some(),
            "nobody said yet that it is one"
        );
        let kiosk = AtKiosk(Says::new(changes));
        exchange(&keeper, &kiosk).await.unwrap();
        assert!(keeper.read(sync::Replica::is_station));
        assert_eq!(
            keeper.read(|replica| replica.origin_in(&community())),
            Origin::Station
        );
        assert_eq!(keeper.read(whose), None);
        assert!(signed_in(&keeper, Some(me())).await.is_some());
        assert_eq!(signed_in(&keeper, None).await, None);
    });
}

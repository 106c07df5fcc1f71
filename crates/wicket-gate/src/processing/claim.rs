//! Ownership: a provider knows one customer, so whose a stored response is, only the gate can say. An id that a caller
//! names is good for the tenant that had the response made, at the provider that made it, and nowhere else.

use wicket_types::{Code, ProviderName, Refusal};
use wicket_wire::Operation;

use crate::{input::Inspected, lookups::Objects, visit::Visit};

/// Most ids in one call: each is looked up in the store.
const MOST: usize = 512;

/// The ticket from ownership to the rest of processing: whatever the call names is the caller's.
pub struct Claimed {
    pub(crate) inspected: Inspected,
    /// The provider that has what the call names.
    pub(crate) holder: Option<ProviderName>,
}

/// Looks up what the call names, and takes over the pseudonyms that stand in it, so that they are turned back in the
/// answer.
///
/// # Errors
/// It is not the tenant's, the call mixes two providers or names too much, or the store cannot be read.
pub async fn claim(objects: &dyn Objects, visit: &Visit, mut inspected: Inspected) -> Result<Claimed, Refusal> {
    let mut holder: Option<ProviderName> = None;
    let tenant = visit.notes.who.as_ref().map(|who| who.tenant.clone()).ok_or(Code::Internal)?;
    let ids = named(&inspected);
    if ids.len() > MOST {
        return Err(
            Refusal::new(Code::BadRequest).detail(format!("At most {MOST} objects of the provider in one call."))
        );
    }
    for id in ids {
        let found = objects.find(&id, &tenant).await.map_err(|error| {
            tracing::error!(visit = %visit.id, error, "it cannot be told whose a response is, so the visit is refused");
            Refusal::from(Code::StoreUnavailable)
        })?;
        let object = found.ok_or(Code::ObjectUnknown)?;
        for pseudonym in &object.pseudonyms {
            inspected.pseudonyms.adopt(&pseudonym.kind, &pseudonym.value, &pseudonym.token);
        }
        match &holder {
            Some(other) if *other != object.provider => return Err(Code::ObjectUnknown.into()),
            _ => holder = Some(object.provider),
        }
    }
    Ok(Claimed { inspected, holder })
}

/// Every id in path and body of something that a provider keeps.
fn named(inspected: &Inspected) -> Vec<String> {
    let route = &inspected.admitted.route;
    let in_path = route.object_id.clone().filter(|_| names_a_response(route.operation));
    let call = &inspected.call;
    in_path.into_iter().chain(call.previous_response.clone()).chain(call.references.iter().cloned()).collect()
}

fn names_a_response(operation: Operation) -> bool {
    use Operation::{ResponsesCancel, ResponsesDelete, ResponsesInputItems, ResponsesRetrieve};
    matches!(operation, ResponsesCancel | ResponsesDelete | ResponsesInputItems | ResponsesRetrieve)
}

//! What an offer can be made of, of features that lie beside or above this one.

use serde::Serialize;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::experiments::{self, Kind};
use crate::{forms, magnets};

/// Something to choose.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// Its id.
    pub id: Uuid,
    /// What the team calls it.
    pub name: String,
    /// Of a magnet: what kind it is.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub kind: &'static str,
}

/// What can be chosen.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Built forms.
    pub forms: Vec<Choice>,
    /// Magnets.
    pub magnets: Vec<Choice>,
    /// Published scripts.
    pub scripts: Vec<Choice>,
}

/// Everything that an account has.
pub async fn all(ctx: &Ctx, account: Uuid) -> Result<Choices> {
    let of = async |kind| -> Result<Vec<Choice>> {
        let subjects = experiments::subjects_of(ctx, kind, account).await?;
        let choice = |it: experiments::Subject| Choice { id: it.id, name: it.name, kind: "" };
        Ok(subjects.into_iter().map(choice).collect())
    };
    let scripts = of(Kind::Script).await?;
    let form = |(id, name)| Choice { id, name, kind: "" };
    let forms = forms::named(ctx, account).await?.into_iter().map(form).collect();
    let magnets = magnets::of_account(&mut ctx.db.read().await?, account).await?;
    let magnet = |it: magnets::Magnet| Choice { id: it.id, name: it.name, kind: it.kind.as_str() };
    let magnets = magnets.into_iter().map(magnet).collect();
    Ok(Choices { forms, magnets, scripts })
}

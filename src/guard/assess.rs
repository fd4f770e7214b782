//! What is made of a form post: taken, kept in quarantine with its reasons, or refused.

use std::net::IpAddr;

use serde_json::Value;
use uuid::Uuid;

use super::{Guard, RetryAfter, content, disposable, form_token, proof};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::i18n::Say;
use crate::sites::Site;

/// What is known of a form post, or of a contact left in the chat.
pub struct Facts<'a> {
    /// Where it was sent.
    pub site: &'a Site,
    /// Who sent it, when the sender has a token.
    pub visitor: Option<Uuid>,
    /// From where: an IPv4 address or an IPv6 /64.
    pub network: IpAddr,
    /// The `User-Agent`.
    pub agent: &'a str,
    /// Whether it came with an `Origin`, as every browser's does.
    pub has_origin: bool,
    /// The client's key for it.
    pub key: Uuid,
    /// The token of the opened form; may be empty.
    pub form_token: &'a str,
    /// What stands in the field that people do not see.
    pub honeypot: &'a str,
    /// The normalised phone.
    pub phone: Option<&'a str>,
    /// The normalised address.
    pub email: Option<&'a str>,
    /// What was written.
    pub message: &'a str,
    /// The proof of work, where one was asked for.
    pub proof: Option<&'a str>,
}

/// What was made of it.
#[derive(Debug)]
pub struct Assessment {
    /// Why it is suspect; empty when it is not.
    pub reasons: Vec<&'static str>,
    /// A right proof, which clears the reasons once it is spent.
    pub proof: Option<super::Proof>,
    /// A challenge that would clear the reasons.
    pub challenge: Option<Value>,
}

/// It is refused before it is accepted, and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The cap that was reached.
    pub reason: &'static str,
    /// When to come back.
    pub retry_after: RetryAfter,
}

impl Guard {
    /// Looks at a form post, and counts it.
    ///
    /// A *hard* reason (an invisible field filled in, a tool's name, a mailbox for ten minutes)
    /// stays. A *soft* one (no form token, too fast, a busy address) may befall a person, so a
    /// proof of work clears it. A post with nothing against it is counted apart from suspect ones:
    /// a flood of those uses up nobody's share. The caps of an address and of a site hold for all
    /// nodes together.
    pub async fn assess(
        &self,
        ctx: &Ctx,
        facts: &Facts<'_>,
    ) -> Result<Result<Assessment, Refusal>> {
        let limits = &self.0.limits;
        let site = facts.site.id;
        if let Some(visitor) = facts.visitor
            && let Err(wait) = limits.forms_visitor.take(&(site, visitor))
        {
            return Ok(Err(self.refuse(ctx, site, "visitor_cap", wait)));
        }
        let proof = facts.proof.and_then(|proof| proof::verify(ctx, facts.key, proof));
        let mut reasons = hard_reasons(facts);
        if proof.is_none() {
            reasons.extend(self.repeats(facts));
        }
        let is_hard = !reasons.is_empty();
        if proof.is_some() && !is_hard {
            return Ok(Ok(Assessment { reasons, proof, challenge: None }));
        }
        reasons.extend(self.soft_reasons(ctx, facts));
        if reasons.is_empty() {
            reasons.extend(self.busy_everywhere(ctx, facts).await);
        }
        if reasons.is_empty() {
            return Ok(Ok(Assessment { reasons, proof: None, challenge: None }));
        }
        if let Err(wait) = limits.suspect_address.take_everywhere(ctx, &(site, facts.network)).await
        {
            return Ok(Err(self.refuse(ctx, site, "address_cap", wait)));
        }
        if let Err(wait) = limits.suspect_site.take_everywhere(ctx, &site).await {
            return Ok(Err(self.refuse(ctx, site, "site_cap", wait)));
        }
        let challenge = if is_hard { None } else { Some(proof::challenge(ctx, facts.key)?) };
        Ok(Ok(Assessment { reasons, proof: None, challenge }))
    }

    /// Looks at a contact that a visitor left in the chat: why it is suspect, or nothing.
    ///
    /// Nothing is refused here, since the message around it has been let in: what is past a cap is
    /// suspect.
    pub fn assess_chat(&self, facts: &Facts<'_>) -> Vec<&'static str> {
        let limits = &self.0.limits;
        let mut reasons = hard_reasons(facts);
        reasons.extend(self.repeats(facts));
        if facts
            .visitor
            .is_some_and(|visitor| limits.forms_visitor.take(&(facts.site.id, visitor)).is_err())
        {
            reasons.push("busy_visitor");
        }
        if reasons.is_empty() {
            reasons.extend(self.busy(facts));
        }
        reasons
    }

    /// Looks at the sender of something alone, and counts nothing: why it is suspect, or nothing.
    pub fn assess_sender(&self, facts: &Facts<'_>) -> Vec<&'static str> {
        hard_reasons(facts)
    }

    /// Counts what has nothing against it; a sign where there is very much of it.
    fn busy(&self, facts: &Facts<'_>) -> Option<&'static str> {
        let (limits, site) = (&self.0.limits, facts.site.id);
        if limits.clean_address.take(&(site, facts.network)).is_err() {
            return Some("busy_address");
        }
        limits.clean_site.take(&site).is_err().then_some("busy_site")
    }

    /// The same for all nodes together.
    async fn busy_everywhere(&self, ctx: &Ctx, facts: &Facts<'_>) -> Option<&'static str> {
        let (limits, site) = (&self.0.limits, facts.site.id);
        if limits.clean_address.take_everywhere(ctx, &(site, facts.network)).await.is_err() {
            return Some("busy_address");
        }
        let is_busy = limits.clean_site.take_everywhere(ctx, &site).await.is_err();
        is_busy.then_some("busy_site")
    }

    fn refuse(
        &self,
        ctx: &Ctx,
        site: Uuid,
        reason: &'static str,
        retry_after: RetryAfter,
    ) -> Refusal {
        self.count_refusal(site, ctx.clock.now(), reason);
        Refusal { reason, retry_after }
    }

    fn soft_reasons(&self, ctx: &Ctx, facts: &Facts<'_>) -> Vec<&'static str> {
        let site = facts.site.id;
        let mut reasons = Vec::new();
        match form_token::read(ctx, site, facts.form_token) {
            Ok(mark) if self.0.limits.form_token.take(&mark).is_err() => {
                reasons.push("reused_form_token");
            }
            Ok(_) => {}
            Err(reason) => reasons.push(reason),
        }
        // Before consent a browser has no token, where the site asks for consent.
        if facts.visitor.is_none() && !facts.site.settings.consent_required {
            reasons.push("no_visitor");
        }
        reasons
    }

    fn repeats(&self, facts: &Facts<'_>) -> Option<&'static str> {
        let (limits, site) = (&self.0.limits, facts.site.id);
        let post = format!("{site} {:?} {} {}", facts.visitor, facts.network, facts.key);
        if limits.same_post.take(&content::hash(&post)).is_err() {
            return None;
        }
        if let Some(mark) = content::fingerprint(facts.message)
            && limits.same_message.take(&(site, mark)).is_err()
        {
            return Some("repeated_message");
        }
        let again = [facts.phone, facts.email]
            .into_iter()
            .flatten()
            .any(|contact| limits.same_contact.take(&(site, content::hash(contact))).is_err());
        again.then_some("repeated_contact")
    }
}

fn hard_reasons(facts: &Facts<'_>) -> Vec<&'static str> {
    let mut reasons = Vec::new();
    if !facts.honeypot.is_empty() {
        reasons.push("honeypot");
    }
    if facts.agent.trim().is_empty() {
        reasons.push("no_agent");
    } else if content::is_tool(facts.agent) {
        reasons.push("bot_agent");
    }
    if !facts.has_origin {
        reasons.push("no_origin");
    }
    if facts.email.is_some_and(disposable::is_disposable) {
        reasons.push("disposable_email");
    }
    if content::is_advertising(facts.message, &facts.site.allowed_origins) {
        reasons.push("links");
    }
    reasons
}

/// What a reason means, for people.
pub fn reason(reason: &str) -> Say {
    Say::of(match reason {
        "honeypot" => "suspect-honeypot",
        "spam" => "suspect-spam",
        "blocked" => "suspect-blocked",
        "no_agent" => "suspect-no-agent",
        "bot_agent" => "suspect-bot-agent",
        "no_origin" => "suspect-no-origin",
        "disposable_email" => "suspect-disposable-email",
        "links" => "suspect-links",
        "repeated_message" => "suspect-repeated-message",
        "repeated_contact" => "suspect-repeated-contact",
        "no_form_token" => "suspect-no-form-token",
        "bad_form_token" => "suspect-bad-form-token",
        "old_form_token" => "suspect-old-form-token",
        "too_fast" => "suspect-too-fast",
        "reused_form_token" => "suspect-reused-form-token",
        "no_visitor" => "suspect-no-visitor",
        "busy_visitor" => "suspect-busy-visitor",
        "busy_address" => "suspect-busy-address",
        "spent_proof" => "suspect-spent-proof",
        "busy_site" => "suspect-busy-site",
        _ => "suspect-other",
    })
}

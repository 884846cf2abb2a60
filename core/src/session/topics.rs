//! What an event channel subscribes to, and which of the subscriptions stand.

/// One subscription of a link; unique within it, and never used again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct TopicId(u32);

impl TopicId {
    /// The id of its STOMP subscription.
    pub(super) fn name(self) -> String {
        format!("{SUBSCRIPTION}{}", self.0)
    }

    fn named(name: &str) -> Option<Self> {
        name.strip_prefix(SUBSCRIPTION)?.parse().ok().map(Self)
    }

    /// The receipt that is asked for it. That of a session's is in its journals, older ones too.
    pub(super) fn receipt(self) -> String {
        match self.0 {
            0 => RECEIPT.to_owned(),
            number => format!("{RECEIPT}-{number}"),
        }
    }

    fn of_receipt(receipt: &str) -> Option<Self> {
        match receipt.strip_prefix(RECEIPT)? {
            "" => Some(Self(0)),
            rest => rest.strip_prefix('-')?.parse().ok().map(Self),
        }
    }
}

const SUBSCRIPTION: &str = "sub-";
const RECEIPT: &str = "subscribed";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
    /// To be asked for.
    Wanted,
    /// SUBSCRIBE is sent.
    Asked,
    /// Nothing was heard of it for the settle time: taken to stand.
    Assumed,
    Stands,
}

/// What it means that a topic stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum News {
    /// It did not, as far as was known.
    Stands,
    /// It was taken to stand, which it did not for certain: what came meanwhile may be missed.
    OnlyNow,
}

#[derive(Debug)]
struct Topic {
    id: TopicId,
    destination: String,
    standing: Standing,
    /// The broker has taken it, on this channel or on one before, and nothing has been heard since that it would not.
    is_taken: bool,
}

/// The topics of one link, in the order of their ids.
#[derive(Debug)]
pub(super) struct Topics {
    last: u32,
    topics: Vec<Topic>,
    /// The channel goes on without one that the broker refuses.
    can_do_without: bool,
    /// So many that the broker has never taken are asked for at a time. A refusal costs the channel, so after one they are told
    /// apart from one on, twice as many with each answer.
    at_a_time: usize,
    /// Nothing says which one the broker refuses: so each waits for the one before.
    one_by_one: bool,
}

impl Topics {
    /// The one topic of a session, without which the channel is of no use.
    pub(super) fn one(destination: String) -> Self {
        let mut topics = Self::many();
        topics.can_do_without = false;
        topics.add(destination);
        topics
    }

    /// Any number of topics, that come and go.
    pub(super) fn many() -> Self {
        Self {
            last: 0,
            topics: Vec::new(),
            can_do_without: true,
            at_a_time: usize::MAX,
            one_by_one: false,
        }
    }

    pub(super) fn add(&mut self, destination: String) -> TopicId {
        let id = TopicId(self.last);
        self.last += 1;
        self.topics.push(Topic {
            id,
            destination,
            standing: Standing::Wanted,
            is_taken: false,
        });
        id
    }

    /// Forgets a topic; whether the broker knows of it.
    pub(super) fn remove(&mut self, id: TopicId) -> bool {
        match self.place(id) {
            Some(place) => self.topics.remove(place).standing != Standing::Wanted,
            None => false,
        }
    }

    /// The channel is a new one, on which nothing has been asked for.
    pub(super) fn begin_anew(&mut self) {
        for topic in &mut self.topics {
            topic.standing = Standing::Wanted;
        }
    }

    /// Whether the channel goes on without a topic that the broker refuses.
    pub(super) fn can_do_without(&self) -> bool {
        self.can_do_without
    }

    /// The next topic to ask for now, which counts as asked for: first those that the broker has never taken, so that the others
    /// are not asked for again with each refusal.
    pub(super) fn ask_next(&mut self) -> Option<(TopicId, String)> {
        let is_open =
            |topic: &&Topic| !topic.is_taken && matches!(topic.standing, Standing::Wanted | Standing::Asked);
        let open = self.topics.iter().filter(is_open);
        let asked = open.clone().filter(|topic| topic.standing == Standing::Asked);
        let has_open = open.clone().next().is_some();
        if has_open && asked.count() >= self.at_a_time {
            return None;
        }
        let mut topics = self.topics.iter_mut();
        let is_next = |topic: &&mut Topic| topic.standing == Standing::Wanted && topic.is_taken != has_open;
        let topic = topics.find(is_next)?;
        topic.standing = Standing::Asked;
        Some((topic.id, topic.destination.clone()))
    }

    /// One stands; `None` where it stood before, or is none of these.
    pub(super) fn stands(&mut self, id: TopicId) -> Option<News> {
        let place = self.place(id)?;
        let topic = self.topics.get_mut(place)?;
        let news = match topic.standing {
            Standing::Wanted | Standing::Stands => return None,
            Standing::Asked => News::Stands,
            Standing::Assumed => News::OnlyNow,
        };
        topic.standing = Standing::Stands;
        topic.is_taken = true;
        if news == News::Stands {
            self.more_at_a_time(1);
        }
        Some(news)
    }

    fn more_at_a_time(&mut self, more: usize) {
        if !self.one_by_one {
            self.at_a_time = self.at_a_time.saturating_add(more);
        }
    }

    /// Those that have been asked for are taken to stand; which these are.
    pub(super) fn assume(&mut self) -> Vec<TopicId> {
        let asked = self.topics.iter_mut();
        let asked = asked.filter(|topic| topic.standing == Standing::Asked);
        let assumed: Vec<_> = asked
            .map(|topic| {
                topic.standing = Standing::Assumed;
                topic.is_taken = true;
                topic.id
            })
            .collect();
        self.more_at_a_time(assumed.len());
        assumed
    }

    /// The channel is lost while several are asked for: one of them may be why.
    pub(super) fn unanswered(&mut self) {
        let asked = self.asked();
        if asked.len() > 1 {
            // Where it is lost so again, nothing tells which.
            self.one_by_one |= self.at_a_time < usize::MAX;
            self.suspect(&asked);
        }
    }

    fn asked(&self) -> Vec<TopicId> {
        let asked = self.topics.iter();
        let asked = asked.filter(|topic| topic.standing == Standing::Asked);
        asked.map(|topic| topic.id).collect()
    }

    /// The broker may refuse these: they are told apart.
    fn suspect(&mut self, suspects: &[TopicId]) {
        self.at_a_time = 1;
        for topic in &mut self.topics {
            topic.is_taken &= !suspects.contains(&topic.id);
        }
    }

    /// Whether one is taken to stand of which nothing was heard.
    pub(super) fn has_assumed(&self) -> bool {
        self.topics
            .iter()
            .any(|topic| topic.standing == Standing::Assumed)
    }

    /// Those that have been asked for, and of which nothing was heard.
    fn unheard(&self) -> impl Iterator<Item = TopicId> {
        let unheard = self.topics.iter();
        unheard
            .filter(|topic| matches!(topic.standing, Standing::Asked | Standing::Assumed))
            .map(|topic| topic.id)
    }

    /// Whether all stand, or are taken to.
    pub(super) fn all_stand(&self) -> bool {
        let stands = |topic: &Topic| matches!(topic.standing, Standing::Assumed | Standing::Stands);
        self.topics.iter().all(stands)
    }

    /// The topic of this subscription. STOMP 1.0 may leave that out of a MESSAGE.
    pub(super) fn named(&self, name: Option<&str>) -> Option<TopicId> {
        let Some(name) = name else {
            return self.only();
        };
        TopicId::named(name).filter(|id| self.place(*id).is_some())
    }

    /// The topic with this receipt.
    pub(super) fn with_receipt(&self, receipt: &str) -> Option<TopicId> {
        TopicId::of_receipt(receipt).filter(|id| self.place(*id).is_some())
    }

    fn only(&self) -> Option<TopicId> {
        match self.topics.as_slice() {
            [topic] => Some(topic.id),
            _ => None,
        }
    }

    /// The topic that an ERROR with this receipt refuses, where the channel goes on without it: the one that it names, or
    /// the only one that it can be about. Where it can be about several, they are asked for one by one from now on.
    pub(super) fn refused(&mut self, receipt: Option<&str>) -> Option<TopicId> {
        if !self.can_do_without {
            return None;
        }
        let unheard: Vec<_> = self.unheard().collect();
        if let Some(named) = receipt.and_then(TopicId::of_receipt) {
            self.suspect(&self.asked());
            return unheard.contains(&named).then_some(named);
        }
        self.suspect(&unheard);
        self.one_by_one |= unheard.len() > 1;
        match unheard.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    fn place(&self, id: TopicId) -> Option<usize> {
        self.topics.binary_search_by_key(&id, |topic| topic.id).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask_all(topics: &mut Topics) -> Vec<TopicId> {
        std::iter::from_fn(|| topics.ask_next().map(|(id, _)| id)).collect()
    }

    #[test]
    fn an_error_is_about_the_topic_that_it_names_or_the_only_one_that_it_can_be_about() {
        let mut topics = Topics::many();
        let [first, second] = ["/topic/a", "/topic/b"].map(|name| topics.add(name.to_owned()));
        assert_eq!(ask_all(&mut topics), [first, second]);
        assert_eq!(topics.refused(Some("subscribed-1")), Some(second));
        assert_eq!(topics.refused(Some("subscribed-7")), None);
        assert_eq!(topics.refused(None), None, "it may be about either");
        topics.begin_anew();
        assert_eq!(ask_all(&mut topics), [first], "so they are asked for one by one");
        assert_eq!(topics.refused(None), Some(first));
        assert_eq!(topics.with_receipt("subscribed"), Some(first));
        assert!(topics.remove(first));
        assert_eq!(ask_all(&mut topics), [second]);
        assert_eq!(topics.stands(second), Some(News::Stands));
        assert!(topics.stands(second).is_none() && topics.all_stand());
    }

    #[test]
    fn one_that_is_taken_to_stand_may_be_refused_yet() {
        let mut topics = Topics::one("/topic/a".to_owned());
        let [id] = ask_all(&mut topics)[..] else {
            panic!("there is one topic")
        };
        assert_eq!(topics.assume(), [id]);
        assert!(topics.all_stand() && topics.has_assumed());
        assert_eq!(topics.assume(), []);
        assert_eq!(topics.stands(id), Some(News::OnlyNow));
        assert!(topics.all_stand() && !topics.has_assumed());
        let mut topics = Topics::many();
        let id = topics.add("/topic/a".to_owned());
        ask_all(&mut topics);
        topics.assume();
        assert_eq!(topics.refused(None), Some(id));
    }

    #[test]
    fn names_from_outside_are_no_topics() {
        let mut topics = Topics::many();
        topics.add("/topic/a".to_owned());
        topics.add("/topic/b".to_owned());
        for name in [
            "",
            "sub-",
            "sub--1",
            "sub-2",
            "sub-99999999999999",
            "x",
            "sub-0 ",
            "subscribed-2",
            "subscribed-",
        ] {
            assert_eq!(topics.named(Some(name)), None, "{name}");
            assert_eq!(topics.with_receipt(name), None, "{name}");
        }
        assert_eq!(topics.named(None), None, "it may be either");
        assert_eq!(Topics::one("/topic/a".to_owned()).refused(None), None);
    }
}

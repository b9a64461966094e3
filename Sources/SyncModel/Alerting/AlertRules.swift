/// When what is known is worth a person's attention.
package struct AlertRules: Sendable, Hashable {
    /// How long a record may wait to be delivered, or an accepted webhook to be applied.
    package var lag = Duration.seconds(900)
    /// How many records of a destination may be parked.
    package var failures = 10
    /// How long a store may send nothing; `nil` to go by how it usually speaks alone.
    package var silence: Duration?
    /// How long before its end a token or an API version is told of.
    package var notice = Duration.seconds(30 * 86_400)

    package init() {}

    /// All that holds, in the order of stores and destinations.
    package func conditions(_ facts: AlertFacts, now: Instant) -> [AlertCondition] {
        facts.stores.flatMap { conditions($0, now: now) } + facts.destinations.flatMap { conditions($0, now: now) }
            + facts.inboxes.compactMap { condition($0, now: now) }
    }

    /// No lane is marked for what was accepted and not applied, so it is told apart.
    private func condition(_ inbox: AlertFacts.Inbox, now: Instant) -> AlertCondition? {
        guard now.since(inbox.waitingSince) >= lag else { return nil }
        return AlertCondition(
            .lag,
            "inbox of \(inbox.server)",
            "accepted webhooks wait since \(Timestamp(inbox.waitingSince).utcSeconds) to be applied. The log of that server "
                + "says why."
        )
    }

    private func conditions(_ store: AlertFacts.Store, now: Instant) -> [AlertCondition] {
        let name = store.name.rawValue
        var found: [AlertCondition] = []
        if let silence = store.silence {
            found.append(AlertCondition(.noDelivery, name, "\(silence.words). \"sluice doctor\" tells more."))
        } else if let limit = silence, let last = store.lastReceiptAt, now.since(last) >= limit {
            let since = Timestamp(last).utcSeconds
            found.append(AlertCondition(.noDelivery, name, "no webhook since \(since). \"sluice doctor\" tells more."))
        } else if let limit = silence, let since = store.listenedSince, store.lastReceiptAt == nil,
            now.since(since) >= limit
        {
            found.append(
                AlertCondition(
                    .noDelivery,
                    name,
                    "not one webhook yet, since \(Timestamp(since).utcSeconds). Its secret or the address may be wrong: "
                        + "\"sluice doctor\" tells more."
                )
            )
        }
        if let pause = store.readPause {
            found.append(
                AlertCondition(
                    .readingPaused,
                    name,
                    "nothing can be read from Shopify: \(pause.message)",
                    aspects: [pause.code]
                )
            )
        }
        if !store.missingTopics.isEmpty {
            let topics = Self.list(store.missingTopics)
            found.append(
                AlertCondition(
                    .subscription,
                    name,
                    "Shopify does not send \(topics). \"sluice doctor\" says why.",
                    aspects: Set(store.missingTopics)
                )
            )
        } else if !store.gaps.isEmpty {
            let topics = Self.list(store.gaps)
            found.append(
                AlertCondition(
                    .subscription,
                    name,
                    "the webhooks of \(topics) had been removed. They are made again, and what they missed is compared.",
                    aspects: Set(store.gaps)
                )
            )
        }
        if let asked = store.askedVersion, let served = store.servedVersion, asked != served {
            found.append(
                AlertCondition(
                    .apiVersion,
                    name,
                    "Shopify answers with API version \(served) instead of \(asked): set api_version, or upgrade Sluice."
                )
            )
        } else if let end = store.versionEnds, now >= end - notice {
            found.append(
                AlertCondition(
                    .apiVersion,
                    name,
                    "Shopify may end API version \(store.askedVersion ?? "in use") from \(Self.day(end)): upgrade Sluice, "
                        + "then set a newer api_version."
                )
            )
        }
        if let end = store.tokenEnds, now >= end - notice {
            found.append(
                AlertCondition(
                    .credentials,
                    name,
                    "the access token ends on \(Self.day(end)): \"sluice connect shopify --store \(name)\" gets a new one."
                )
            )
        }
        return found
    }

    private func conditions(_ destination: AlertFacts.Destination, now: Instant) -> [AlertCondition] {
        let name = destination.name.rawValue
        var found: [AlertCondition] = []
        if let paused = Self.paused(destination) { found.append(paused) }
        // While all of it is paused its records wait by that.
        if !destination.pauses.contains(where: { $0.scope == .destination }), let oldest = destination.waitingSince,
            now.since(oldest) >= lag
        {
            let parts = Self.list(destination.pauses.map(\.scope.name))
            found.append(
                AlertCondition(
                    .lag,
                    name,
                    "records wait since \(Timestamp(oldest).utcSeconds)"
                        + (parts.isEmpty ? "" : ", perhaps of what is paused (\(parts))")
                        + ". \"sluice status\" tells what for."
                )
            )
        }
        if destination.parked >= failures {
            found.append(
                AlertCondition(
                    .failures,
                    name,
                    "\(destination.parked) records are parked. \"sluice failures list\" says why."
                )
            )
        }
        if let rest = destination.dayEndsIn {
            found.append(
                AlertCondition(
                    .quota,
                    name,
                    "the day's calls are nearly used up; history waits until \(Timestamp(now + rest).utcMinutes) UTC."
                )
            )
        }
        return found
    }

    /// All that is paused, the widest told first: what joins it later is told anew.
    private static func paused(_ destination: AlertFacts.Destination) -> AlertCondition? {
        let pauses = destination.pauses
        guard
            let pause = pauses.first(where: { $0.scope == .destination }) ?? pauses.first(where: \.scope.stopsClaims)
                ?? pauses.first
        else { return nil }
        let parts = list(pauses.map(\.scope.name))
        let what =
            pause.scope == .destination
            ? "nothing is" : pauses.count == 1 ? "a part (\(parts)) is not" : "parts (\(parts)) are not"
        let codes = Set(
            pauses.filter { pause.scope != .destination || $0.scope == .destination }
                .filter { !$0.isByHand }.map { $0.fault?.code.rawValue ?? "refused" }
        )
        let cause =
            codes.isEmpty
            ? "paused by hand. \"sluice resume \(destination.name)\" goes on."
            : "\(list(Array(codes))). \"sluice status\" tells the CRM's words."
        return AlertCondition(
            .paused,
            destination.name.rawValue,
            "\(what) delivered: \(cause)",
            aspects: Set(
                pauses.map { "\($0.scope.name): \($0.isByHand ? "by hand" : $0.fault?.code.rawValue ?? "refused")" }
            )
        )
    }

    private static func list(_ topics: [String]) -> String {
        let named = topics.sorted().prefix(5).joined(separator: ", ")
        return topics.count > 5 ? "\(named) and \(topics.count - 5) more" : named
    }

    private static func day(_ instant: Instant) -> String { String(Timestamp(instant).utcSeconds.prefix(10)) }
}

extension Timestamp {
    /// `14:30`.
    fileprivate var utcMinutes: String { String(utcSeconds.dropFirst(11).prefix(5)) }
}

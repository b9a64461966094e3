/// Something that is wrong: what, what it means, and what to press.
struct Concern: Sendable, Hashable {
    struct Press: Sendable, Hashable {
        var label: String
        /// A page to go to; `nil` where it is done at once.
        var href: String?
        /// What is done, as a form of that name.
        var order: String?
        var destination: String?
    }

    var what: String
    var meaning: String
    var press: Press?

    /// Everything that a person should know of, the most urgent first.
    static func all(_ status: OverviewAnswer.Status) -> [Concern] {
        status.destinations.flatMap(of) + status.stores.flatMap(of) + (status.nodes ?? []).flatMap(of) + rest(status)
    }

    private static func of(_ destination: OverviewAnswer.Destination) -> [Concern] {
        var found: [Concern] = []
        let name = destination.name
        if let reason = destination.pausedBecause {
            found.append(
                Concern(
                    what: "\(name) is paused: \(reason)",
                    meaning: (destination.pausedFix.map { $0 + " " } ?? "")
                        + "Nothing is lost; what waits is delivered once this is mended.",
                    press: Press(label: "Resume \(name)", order: "resume", destination: name)
                )
            )
        } else if destination.mode == "live", !destination.isServed {
            found.append(
                Concern(
                    what: "No server delivers to \(name).",
                    meaning:
                        "What comes in is kept and waits. Start \"sluice serve\" with a role that works, or look at "
                        + "the nodes.",
                    press: Press(label: "See the nodes", href: "/nodes")
                )
            )
        }
        if let trouble = destination.unreachable {
            found.append(
                Concern(
                    what: "\(name) does not answer: \(trouble.because)",
                    meaning: "Records wait and are delivered by themselves once it does.",
                    press: Press(label: "Check the setup", href: "/setup")
                )
            )
        }
        if destination.parked > 0 {
            let count = ShownNumber.grouped(destination.parked)
            let records = destination.parked == 1 ? "1 record is" : "\(count) records are"
            found.append(
                Concern(
                    what: "\(records) parked at \(name).",
                    meaning: "\(name) refused \(destination.parked == 1 ? "it" : "them"); a person must look. "
                        + "All others are delivered meanwhile.",
                    press: Press(label: "See why", href: "/failures")
                )
            )
        }
        if destination.mode == "shadow" {
            found.append(
                Concern(
                    what: "\(name) is in shadow mode.",
                    meaning: "Nothing is written to it. Set mode: live to deliver."
                )
            )
        }
        return found
    }

    private static func of(_ store: OverviewAnswer.Store) -> [Concern] {
        var found: [Concern] = []
        if let reason = store.readPausedBecause {
            found.append(
                Concern(
                    what: "Nothing can be read from \(store.name): \(reason)",
                    meaning: "Webhooks are taken all the same; comparing and backfilling wait.",
                    press: Press(label: "Check the setup", href: "/setup")
                )
            )
        } else if let trouble = store.unreachable {
            found.append(
                Concern(
                    what: "Shopify does not answer for \(store.name): \(trouble.because)",
                    meaning: "It is tried again by itself. Webhooks are taken all the same."
                )
            )
        }
        if let failure = store.comparingFails, found.isEmpty {
            found.append(
                Concern(
                    what: "Comparing \(store.name) with Shopify fails: \(failure.because)",
                    meaning: "It is tried again by itself. What no webhook told is found once it succeeds."
                )
            )
        }
        if let reason = store.silentBecause {
            found.append(
                Concern(
                    what: "\(store.name) is silent: \(reason).",
                    meaning: "Either nobody buys, or its webhooks do not arrive.",
                    press: Press(label: "Look at the webhooks", href: "/subscriptions")
                )
            )
        }
        if let webhooks = store.webhooks, !webhooks.missing.isEmpty || webhooks.isContested || webhooks.problem != nil {
            let what =
                webhooks.isContested
                ? "another server uses this installation's webhooks"
                : webhooks.problem ?? "\(webhooks.missing.count) webhook topics are missing"
            found.append(
                Concern(
                    what: "\(store.name): \(what).",
                    meaning: "Changes of these kinds are seen only when the store is compared.",
                    press: Press(label: "Look at the webhooks", href: "/subscriptions")
                )
            )
        }
        return found + [store.audit.flatMap { differences($0, of: store.name) }].compactMap(\.self)
    }

    private static func of(_ server: OverviewAnswer.Server) -> [Concern] {
        guard server.isAlive, let reason = server.refusedConfiguration else { return [] }
        return [
            Concern(
                what: "The server \(server.name) goes on with its former configuration; the changed one was refused.",
                meaning: reason,
                press: Press(label: "Mend the file, then read it anew", href: "/setup")
            )
        ]
    }

    /// What comparing found last; `nil` where everything was the same.
    private static func differences(_ audit: OverviewAnswer.AuditFound, of store: String) -> Concern? {
        let press = Press(label: "See which", href: "/audit")
        let count = audit.unexplained
        let differences = count == 1 ? "1 difference" : "\(ShownNumber.grouped(count)) differences"
        guard count > 0 else {
            guard !audit.unread.isEmpty else { return nil }
            return Concern(
                what: "\(store): not everything could be compared with \(audit.unread.joined(separator: ", ")).",
                meaning: "Whether the rest is the same is not known.",
                press: Press(label: "See why", href: "/audit")
            )
        }
        guard audit.repaired >= count else {
            return Concern(
                what: "\(store): \(differences) without a reason when it was compared last.",
                meaning:
                    "Shopify, Sluice and the CRM do not hold the same. The page names the records and repairs them.",
                press: press
            )
        }
        return Concern(
            what: "\(store): \(differences) were found and sent again.",
            meaning: "Compare once more to see that nothing differs now.",
            press: Press(label: "Compare again", href: "/audit")
        )
    }

    /// Stores with records that were never compared as a whole.
    private static func uncompared(_ stores: [OverviewAnswer.Store]) -> [Concern] {
        let names = stores.filter { $0.audit == nil && $0.customers + $0.orders > 0 }.map(\.name)
        guard !names.isEmpty else { return [] }
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        return [
            Concern(
                what: "Not compared yet: \(names.prefix(3).joined(separator: ", "))\(more).",
                meaning:
                    "What was delivered is counted; that Shopify and the CRM hold the same is not proven until they are "
                    + "compared once as a whole.",
                press: Press(label: "Compare", href: "/audit")
            )
        ]
    }

    private static func rest(_ status: OverviewAnswer.Status) -> [Concern] {
        var found: [Concern] = []
        if let count = status.receipts["undecodable"], count > 0 {
            found.append(
                Concern(
                    what: count == 1 ? "1 webhook could not be read." : "\(count) webhooks could not be read.",
                    meaning: "They are kept. Comparing with Shopify reads what they told.",
                    press: Press(label: "See which", href: "/failures")
                )
            )
        }
        return found
            + status.alerts.map { Concern(what: "\($0.subject): \($0.message)", meaning: "This alert stands.") }
            + uncompared(status.stores)
    }
}

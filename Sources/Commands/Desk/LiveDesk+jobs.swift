import Foundation
import SyncEngine
import SyncModel
import Web

extension LiveDesk {
    func backfill(_ wanted: BackfillOrder, _ log: ActionLog) async throws -> DeskOutcome {
        let stores = try JobSession.stores(wanted.store, configuration)
        let kinds = try Self.kinds(wanted.kind)
        try BackfillCommand.check(wanted.destinations, stores, configuration)
        let names = wanted.destinations.isEmpty ? nil : wanted.destinations.map { DestinationName($0) }
        var outcome = try await enqueue(wanted.since, wanted.until, stores, log) { _, since, until in
            .backfill(
                BackfillSpec(kinds: kinds, since: since, until: until, destinations: names, isDryRun: wanted.isDryRun)
            )
        }
        if wanted.isDryRun {
            outcome.said =
                "Counting: the list below shows what it takes and has the button that begins; nothing is read yet."
        }
        return outcome
    }

    func reconcile(_ wanted: ComparingOrder, _ log: ActionLog) async throws -> DeskOutcome {
        let stores = try JobSession.stores(wanted.store, configuration)
        let kinds = try Self.kinds(wanted.kind)
        return try await enqueue(wanted.since, wanted.until, stores, log) { _, since, until in
            let window = since == nil && until == nil ? nil : ReadWindow(.updatedAt, since: since, until: until)
            return .reconcile(ReconcileSpec(kinds: kinds, window: window, sweeps: wanted.sweeps))
        }
    }

    func audit(_ wanted: ComparingOrder, _ log: ActionLog) async throws -> DeskOutcome {
        let choices = try AuditChoice.all(store: wanted.store, destinations: wanted.destinations, configuration)
        let kinds = try Self.kinds(wanted.kind)
        let names = Dictionary(choices.map { ($0.settings.name, $0.destinations) }) { first, _ in first }
        return try await enqueue(wanted.since, wanted.until, choices.map(\.settings), log) { name, since, until in
            .audit(
                AuditSpec(
                    kinds: kinds,
                    since: since,
                    until: until,
                    destinations: names[name] ?? nil,
                    repairs: wanted.repairs
                )
            )
        }
    }

    private static func kinds(_ text: String?) throws -> [RecordKind] {
        guard let text else { return KindArgument.kinds(nil) }
        guard let kind = KindArgument(rawValue: text) else {
            throw DeskFailure(.invalid, "kind is customers or orders, or left out for both.")
        }
        return [kind.kind]
    }

    /// A day or a time as a person writes it; a plain day begins at midnight in `zone`, or UTC.
    static func instant(_ text: String?, in zone: TimeZone?) throws -> Instant? {
        do {
            return try text.map { try TimeArgument(argument: $0).instant(in: zone) }
        } catch {
            throw DeskFailure(.invalid, "A day is written like 2026-01-31, a time like 2026-01-31T12:00:00+02:00.")
        }
    }

    /// Asks for a job in each store; nothing is asked for where one of them makes no sense.
    private func enqueue(
        _ since: String?,
        _ until: String?,
        _ stores: [StoreSettings],
        _ log: ActionLog,
        _ spec: (_ store: StoreName, _ since: Instant?, _ until: Instant?) -> JobSpec
    ) async throws -> DeskOutcome {
        var wanted: [(store: StoreName, spec: JobSpec)] = []
        for settings in stores {
            let zone = try await store.appFacts(of: settings.name).flatMap { TimeZone(identifier: $0.facts.timeZone) }
            let (from, to) = (try Self.instant(since, in: zone), try Self.instant(until, in: zone))
            if let from, let to, from >= to { throw DeskFailure(.invalid, "The first day must be before the last.") }
            wanted.append((settings.name, spec(settings.name, from, to)))
        }
        var jobs: [Job] = []
        for (name, spec) in wanted {
            guard let action = spec.loggedAction else {
                jobs.append(try await store.enqueue(spec, store: name, now: clock.now))
                continue
            }
            jobs.append(
                try await log.perform(action, on: "\(name)", outcome: { "job \($0.id)" }) {
                    try await store.enqueue(spec, store: name, now: clock.now)
                }
            )
        }
        let words = jobs.map { "Job \($0.id), \($0.kind.rawValue) of \($0.store), is under way." }
        return DeskOutcome(words.joined(separator: " "), jobs: jobs.map(\.id.rawValue))
    }
}

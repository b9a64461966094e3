import SyncEngine
import SyncModel
import Web

/// Where `status` looks: at the store beside it, or at a server elsewhere.
struct StatusSource {
    var status: () async throws -> ShownReport<StatusReport>
    /// How it stands, how many are named, and whether only what keeps the sync from being idle is meant.
    var waiting: (StatusReport, Int, Bool) async throws -> ShownReport<WaitingReport>

    /// `since` is from when on other servers' words of their inboxes count; `nil` takes whatever they said last.
    init(_ session: StoreSession, _ configuration: SluiceConfiguration, since: Instant? = nil) {
        let clock = SystemClock()
        status = { try ShownReport(await StatusReport.current(session, configuration, now: clock.now, since: since)) }
        waiting = { status, limit, isForIdleness in
            try ShownReport(
                await WaitingReport(
                    status,
                    session.store,
                    configuration,
                    limit: limit,
                    isForIdleness: isForIdleness,
                    now: clock.now
                )
            )
        }
    }

    init(_ desk: RemoteDesk) {
        status = { try await desk.report(.status) }
        waiting = { status, limit, isForIdleness in
            var shown: ShownReport<WaitingReport> = try await desk.report(.waiting)
            if isForIdleness { shown.value.keepWhatCounts(for: status) }
            shown.value.records = Array(shown.value.records.prefix(limit))
            return shown
        }
    }

    /// What has waited longest of what keeps the sync from being idle, in a sentence.
    func oldest(_ status: StatusReport) async throws -> String? { try await waiting(status, 1, true).value.oldest }
}

extension WaitingReport {
    /// Leaves out what is not waited for by itself.
    mutating func keepWhatCounts(for status: StatusReport) {
        let destinations = Set(status.destinations.filter(\.keepsFromIdleness).map(\.name))
        let stores = Set(status.stores.filter(\.keepsFromIdleness).map(\.name))
        records.removeAll { entry in
            !(entry.destination.map(destinations.contains) ?? stores.contains(entry.store))
        }
    }
}

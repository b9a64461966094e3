import ArgumentParser
import Foundation
import SyncEngine
import SyncModel
import Web

/// Retrying and discarding, which differ in one word.
struct FailureRelease {
    var config: ConfigurationOption
    var json: JSONOption
    var server: ServerOption
    var selection: FailureSelection
    var actor: String
    var discards: Bool
    var takesParked = true
    var takesUnreadable = false
    /// Records a second; `nil` for all at once.
    var rate: Int?
    var stopAt: Int?

    private struct Report: Codable {
        var released: Int
        var discarded: Bool
        /// Webhooks that could not be read and are given up.
        var unreadable: Int?
        /// How many were parked again, where that stopped it.
        var parkedAgain: Int?
    }

    /// What was done.
    private struct Done {
        var parked = PacedRelease.Outcome()
        var unreadable = 0

        var words: String {
            switch parked.end {
            case .done: "\(parked.released) records, \(unreadable) webhooks"
            case .stopped(let again): "\(parked.released) records; stopped, \(again) were parked meanwhile"
            case .interrupted: "\(parked.released) records; interrupted"
            }
        }
    }

    func run() async throws {
        if try await server.ask(by: actor, remotely) { return }
        let configuration = try config.load()
        let store = try await StoreSession.open(configuration).store
        let filter = try await selection.filter(store, configuration)
        let done = try await ActionLog(store, by: actor).perform(
            discards ? "failures discard" : "failures retry",
            on: takesParked ? filter.words : "unreadable webhooks",
            outcome: { (done: Done) in done.words }
        ) {
            var done = Done()
            if takesParked { done.parked = try await release(filter, store) }
            if takesUnreadable { done.unreadable = try await store.dismissUndecodable() }
            return done
        }
        try await tell(done) { try await !store.receipts(in: .undecodable, limit: 1).isEmpty }
        try end(done)
    }

    private func end(_ done: Done) throws {
        switch done.parked.end {
        case .done: return
        case .stopped: throw ExitCode(4)
        case .interrupted: throw ExitCode(3)
        }
    }

    private func release(_ filter: FailureFilter, _ store: any SyncStore) async throws -> PacedRelease.Outcome {
        var paced = PacedRelease(store: store, filter: filter, clock: SystemClock())
        paced.discards = discards
        paced.rate = rate
        paced.stopAt = stopAt
        let release = paced
        return try await Interruption.ending { try await release.run() }
    }

    private func remotely(_ desk: RemoteDesk) async throws {
        var done = Done()
        if takesParked {
            let choice = try await selection.choice(desk)
            if let rate {
                let release = RemotePacedRelease(choice: choice, rate: rate, stopAt: stopAt) {
                    try await desk.carryOut($0)
                }
                done.parked = try await Interruption.ending { try await release.run() }
            } else {
                done.parked.released = try await released(choice, desk)
            }
        }
        if takesUnreadable {
            done.unreadable = try await desk.carryOut(.discard(FailureChoice(isUnreadable: true))).count ?? 0
        }
        try await tell(done) {
            try await !desk.report(.failures(destination: nil), as: FailuresReport.self).value.unreadable.isEmpty
        }
        try end(done)
    }

    /// How many of the chosen were there for the server to release.
    private func released(_ choice: FailureChoice, _ desk: RemoteDesk) async throws -> Int {
        do {
            return try await desk.carryOut(discards ? .discard(choice) : .retry(choice)).count ?? 0
        } catch {
            // Where nothing fits, that is told by whoever asks.
            guard error.kind == .conflict else { throw error }
            return 0
        }
    }

    // The closure tells whether there are webhooks that could not be read.
    private func tell(_ done: Done, _ hasUnreadable: () async throws -> Bool) async throws {
        let (count, unreadable) = (done.parked.released, done.unreadable)
        var parkedAgain: Int?
        if case .stopped(let again) = done.parked.end { parkedAgain = again }
        if json.isOn {
            return try Output.json(
                Report(
                    released: count,
                    discarded: discards,
                    unreadable: takesUnreadable ? unreadable : nil,
                    parkedAgain: parkedAgain
                )
            )
        }
        let noun = count == 1 ? "record" : "records"
        if count > 0 {
            Output.line(discards ? "\(count) \(noun) discarded." : "\(count) \(noun) will be tried again.")
        }
        if let parkedAgain {
            Output.line(
                (discards
                    ? "Stopped: \(parkedAgain) others were parked meanwhile, so the cause goes on."
                    : "Stopped: \(parkedAgain) of them were parked again, so the cause is not mended.")
                    + " \"sluice failures list\" says which it is."
            )
        }
        if unreadable > 0 { Output.line("\(unreadable == 1 ? "1 webhook" : "\(unreadable) webhooks") given up.") }
        guard count + unreadable == 0 else { return }
        guard takesParked else { return Output.line("There is no webhook that could not be read.") }
        Output.line("No parked record fits; \"sluice failures list\" shows them.")
        guard !discards, try await hasUnreadable() else { return }
        Output.line(
            "Webhooks that could not be read are not tried again by this: \"sluice failures list\" says what to do with them."
        )
    }
}

extension FailureFilter {
    /// What is meant, by our own names and ids.
    var words: String {
        let parts = [
            destination.map { "\($0)" }, store.map { "\($0)" }, kind.map(\.rawValue), code.map { "\($0)" },
            record.map { "\($0)" }, parkedSince.map { "from \(Timestamp($0).utcSeconds)" },
        ]
        let told = parts.compactMap { $0 }
        return told.isEmpty ? "all parked records" : told.joined(separator: ", ")
    }
}

package import Logging
import ServiceLifecycle
package import SyncModel

/// Keeps what a CRM says of its own fields, and tells where a mapping does not fit them.
///
/// Nothing is stopped by it: what is kept may be old, and what the CRM really refuses pauses delivery by itself.
package struct SchemaWatch: Service {
    private let destination: DestinationName
    private let connector: any CRMConnector
    private let kinds: [RecordKind]
    private let mistakes: @Sendable ([RecordKind: CRMSchema]) -> [DocumentProblem]
    private let store: any SyncStore
    private let clock: any WallClock
    private let sleep: @Sendable (Duration) async throws -> Void
    private let logger: Logger

    /// How often it is looked whether anything is to be asked.
    private static let look = Duration.seconds(60)
    /// How long what the CRM said counts.
    private static let validity = Duration.seconds(86_400)
    /// How long it counts for a server that starts: fields may have been made meanwhile.
    private static let validityAtStart = Duration.seconds(3_600)
    private static let retry = RetryPolicy(first: .seconds(60), cap: .seconds(3_600))

    /// - Parameters:
    ///   - destination: whose fields are kept.
    ///   - connector: one that calls as history does.
    ///   - kinds: of which the mapping speaks.
    ///   - mistakes: what is wrong with the mapping by these schemas.
    ///   - store: where they are kept.
    ///   - clock: what time it is.
    ///   - sleep: how to wait.
    ///   - logger: for what does not fit.
    package init(
        destination: DestinationName,
        connector: any CRMConnector,
        kinds: [RecordKind],
        mistakes: @escaping @Sendable ([RecordKind: CRMSchema]) -> [DocumentProblem],
        store: any SyncStore,
        clock: any WallClock,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        logger: Logger
    ) {
        self.destination = destination
        self.connector = connector
        self.kinds = kinds
        self.mistakes = mistakes
        self.store = store
        self.clock = clock
        self.sleep = sleep
        self.logger = logger
    }

    /// What a look left behind.
    package struct Progress: Sendable {
        var hasStarted = false
        var failures = 0
        var notBefore: Instant?
        /// What was told already.
        var told: Set<DocumentProblem> = []

        package init() {}
    }

    package func run() async throws {
        var progress = Progress()
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await look(&progress)
            } catch {
                // The store is in trouble, of which others tell; what is kept there can wait.
                logger.debug("What the CRM has cannot be kept", metadata: ["destination": "\(destination)"])
            }
            await cancelWhenGracefulShutdown { try? await sleep(Self.look) }
        }
    }

    /// Asks the CRM where that is due, and tells what does not fit.
    package func look(_ progress: inout Progress) async throws {
        let now = clock.now
        if let time = progress.notBefore, time > now { return }
        let known = try await store.schemas(of: destination)
        guard try await isDue(known, progress, now: now) else {
            if !progress.hasStarted { tell(mistakes(known.schemas), &progress) }
            progress.hasStarted = true
            return
        }
        do throws(DeliveryFault) {
            let fresh = try await connector.schemas(kinds, now: now)
            progress.failures = 0
            // A token that may know of nothing is not asked again every minute.
            progress.notBefore = fresh.isEmpty ? now + Self.validityAtStart : nil
            try await keep(fresh)
            tell(mistakes(fresh.schemas), &progress)
        } catch {
            // What hinders it is told where deliveries fail by it.
            progress.notBefore = now + Self.retry.delay(afterAttempts: progress.failures, random: 0.5)
            progress.failures += 1
            logger.debug(
                "What the CRM has cannot be read",
                metadata: ["destination": "\(destination)", "code": "\(error.code)"]
            )
        }
        progress.hasStarted = true
    }

    private func keep(_ schemas: [RecordKind: SeenSchema]) async throws(DeliveryFault) {
        do {
            try await store.note(schemas, of: destination)
        } catch {
            throw DeliveryFault(.unavailable, .retry, message: "the store cannot be written")
        }
    }

    private func isDue(
        _ known: [RecordKind: SeenSchema],
        _ progress: Progress,
        now: Instant
    ) async throws -> Bool {
        guard let fetchedAt = known.fetchedAt else { return true }
        let age = now.since(fetchedAt)
        if age >= Self.validity || age < .zero || progress.failures > 0 { return true }
        if !progress.hasStarted {
            let isWhole = kinds.allSatisfy { known[$0] != nil }
            if age >= Self.validityAtStart || !isWhole || !mistakes(known.schemas).isEmpty { return true }
        }
        // A delivery was stopped by a field since: the account has changed.
        return try await store.pauses().contains {
            $0.destination == destination && $0.since > fetchedAt
                && ($0.fault?.code == .missingField || $0.fault?.code == .invalidValue)
        }
    }

    private func tell(_ problems: [DocumentProblem], _ progress: inout Progress) {
        for problem in problems where !progress.told.contains(problem) {
            logger.error(
                "The mapping does not fit what the CRM has",
                metadata: [
                    "destination": "\(destination)",
                    "place": "\(problem.mark.file):\(problem.mark.line):\(problem.mark.column)",
                    "problem": "\(problem.message)", "fix": "\(problem.fix ?? "")",
                ]
            )
        }
        progress.told = Set(problems)
    }
}

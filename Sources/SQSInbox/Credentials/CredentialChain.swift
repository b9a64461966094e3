package import SyncModel

/// Credentials from the first place that has some, renewed before they end, fetched once for all who wait.
package actor CredentialChain {
    private let sources: [any CredentialSource]
    private let clock: any WallClock
    private var held: AWSCredentials?
    private var fetching: Task<Result<AWSCredentials, SQSFailure>, Never>?
    /// What failed lately is not tried all the time.
    private var rest: (until: ContinuousClock.Instant, failure: SQSFailure)?

    private static let pause = Duration.seconds(2)

    package init(_ sources: [any CredentialSource], clock: any WallClock) {
        self.sources = sources
        self.clock = clock
    }

    /// Credentials that hold now.
    ///
    /// - Returns: the same until shortly before their end.
    /// - Throws: `SQSFailure.withoutCredentials`.
    package func current() async throws(SQSFailure) -> AWSCredentials {
        if let held, !held.isStale(at: clock.now) { return held }
        if let rest, ContinuousClock.now < rest.until {
            if let held = stillGood { return held }
            throw rest.failure
        }
        let task =
            fetching
            ?? Task { [sources] in
                do throws(SQSFailure) {
                    return .success(try await Self.fetch(sources))
                } catch {
                    return .failure(error)
                }
            }
        fetching = task
        let outcome = await task.value
        // Whoever waited with us has seen it through already.
        if fetching == task {
            fetching = nil
            switch outcome {
            case .success(let fetched): (held, rest) = (fetched, nil)
            case .failure(let failure): rest = (.now + Self.pause, failure)
            }
        }
        if case .failure = outcome, let held = stillGood { return held }
        return try outcome.get()
    }

    /// Those that could not be renewed serve until they really end.
    private var stillGood: AWSCredentials? {
        held.flatMap { held in held.expiresAt.map { $0 > clock.now } ?? true ? held : nil }
    }

    /// Fetches anew for the next request, since AWS does not take these.
    package func forget() { held = nil }

    private static func fetch(_ sources: [any CredentialSource]) async throws(SQSFailure) -> AWSCredentials {
        for source in sources {
            do throws(CredentialFailure) {
                if let found = try await source.credentials() { return found }
            } catch {
                throw .withoutCredentials("\(source.name): \(error.words)", needsPerson: error.needsPerson)
            }
        }
        throw .withoutCredentials(
            "looked at \(sources.map(\.name).joined(separator: ", ")). Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile, or give the machine a role",
            needsPerson: true
        )
    }
}

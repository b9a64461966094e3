import Synchronization
import SyncModel

/// One call to a connector; where it fails as a whole, finds the records at fault by splitting.
struct IsolatingCall: Sendable {
    let connector: any CRMConnector
    let kind: RecordKind
    /// The records of calls that got no answer, whatever came of them in the calls after.
    let unanswered = UnansweredRecords()
    /// The records of calls that failed and may have been written, whatever came of them in the calls after.
    private let doubtful = UnansweredRecords()

    init(connector: any CRMConnector, kind: RecordKind) {
        self.connector = connector
        self.kind = kind
    }

    /// Returns one outcome for each record, in order.
    func callAsFunction(_ upserts: [CRMUpsert]) async -> [CallOutcome] {
        let outcomes = await outcomes(of: upserts)
        let doubtful = doubtful.keys
        // The last call may well have been refused unseen; the one before it was perhaps not.
        return zip(upserts, outcomes).map { doubtful.contains($0.key) ? $1.inDoubt : $1 }
    }

    private func outcomes(of upserts: [CRMUpsert]) async -> [CallOutcome] {
        switch await result(upserts) {
        case .success(let outcomes): return await triedAgain(upserts, outcomes)
        case .failure(let fault): return await split(upserts, after: fault, isAlive: false)
        }
    }

    /// Where the connector made several calls and some of them failed as a whole, their records are looked at like those
    /// of one call: it may be an outage that has just begun, for which no record is to blame.
    private func triedAgain(_ upserts: [CRMUpsert], _ outcomes: [CallOutcome]) async -> [CallOutcome] {
        let open = outcomes.indices.filter { outcomes[$0].isOfAFailedCall && !isUnderWay(upserts[$0]) }
        guard open.count > 1, case .answered(.failed(let fault)) = outcomes[open[0]] else { return outcomes }
        var result = outcomes
        for (index, outcome) in zip(open, await halfThatGetsThrough(open.map { upserts[$0] }, fault)) {
            result[index] = outcome
        }
        return result
    }

    private func attempt(_ upserts: [CRMUpsert]) async throws(DeliveryFault) -> [CallOutcome] {
        let outcomes = try await connector.upsert(upserts, kind: kind)
        guard outcomes.count == upserts.count else { return upserts.map { _ in .answered(.failed(Self.incomplete)) } }
        for (upsert, outcome) in zip(upserts, outcomes) {
            guard case .failed(let fault) = outcome else { continue }
            if fault.mayBeWritten { doubtful.add([upsert.key]) }
            if mayTakeEffectLate(upsert, fault) { unanswered.add([upsert.key]) }
        }
        return standingBack(upserts, outcomes.map { .answered($0) })
    }

    /// Where a creation is under way, the rest of a failed call is left to the next pass, which leaves that creation out: sent
    /// on at once, each would come to be in doubt as well while the destination is away.
    private func standingBack(_ upserts: [CRMUpsert], _ outcomes: [CallOutcome]) -> [CallOutcome] {
        let failed = outcomes.indices.filter { outcomes[$0].isOfAFailedCall }
        guard failed.contains(where: { isUnderWay(upserts[$0]) }) else { return outcomes }
        let isAlive = failed.count < outcomes.count
        var result = outcomes
        for index in failed where !isAlive || !isUnderWay(upserts[index]) {
            if case .answered(.failed(let fault)) = outcomes[index] { result[index] = .held(fault) }
        }
        return result
    }

    /// After a call failed as a whole: blames records, or the destination.
    ///
    /// `isAlive` says that the destination has just answered for other records.
    private func split(_ upserts: [CRMUpsert], after fault: DeliveryFault, isAlive: Bool) async -> [CallOutcome] {
        switch fault.disposition {
        case .park, .bisect:
            guard upserts.count > 1 else {
                var fault = fault
                fault.disposition = .park
                return [.answered(.failed(fault))]
            }
            return await eachHalf(of: upserts)
        // Sent once more at once, they might be made twice: the next pass looks for them first.
        case .retry where upserts.contains(where: isUnderWay): return upserts.map { _ in .held(fault) }
        case .retry where upserts.count > 1: return await halfThatGetsThrough(upserts, fault)
        case .retry where isAlive: return [.answered(.failed(fault))]
        case .retry, .wait, .pause: return upserts.map { _ in .held(fault) }
        }
    }

    /// Whether a call may take effect after those made later: it was not answered, or it is a creation that cannot be repeated
    /// and that was answered by somebody in front of a CRM which may still be at work.
    private func mayTakeEffectLate(_ upsert: CRMUpsert, _ fault: DeliveryFault) -> Bool {
        guard fault.mayBeWritten else { return false }
        if fault.code == .noAnswer { return true }
        return fault.disposition == .retry && isCreatedAnew(upsert)
    }

    /// Whether a creation may still take effect, in a CRM that makes another record with every one.
    private func isUnderWay(_ upsert: CRMUpsert) -> Bool {
        isCreatedAnew(upsert) && unanswered.keys.contains(upsert.key)
    }

    private func isCreatedAnew(_ upsert: CRMUpsert) -> Bool {
        upsert.target == .externalID && connector.capabilities.createsAnew.contains(kind)
    }

    /// The call was answered, so the destination is there: both halves are tried.
    private func eachHalf(of upserts: [CRMUpsert]) async -> [CallOutcome] {
        let front = await outcomes(of: Array(upserts.prefix(upserts.count / 2)))
        let rest = Array(upserts.dropFirst(upserts.count / 2))
        if let fault = front.outage { return front + rest.map { _ in .held(fault.untried) } }
        return front + (await outcomes(of: rest))
    }

    /// An outage, or one record that the destination chokes on: where one half gets through it is the latter.
    ///
    /// Three calls tell an outage; a single bad record among many is found in twice the logarithm of their number.
    private func halfThatGetsThrough(_ upserts: [CRMUpsert], _ fault: DeliveryFault) async -> [CallOutcome] {
        let front = Array(upserts.prefix(upserts.count / 2))
        let back = Array(upserts.dropFirst(upserts.count / 2))
        switch await result(front) {
        case .success(let done):
            switch await result(back) {
            case .success(let rest): return done + rest
            case .failure(let fault): return done + (await split(back, after: fault, isAlive: true))
            }
        case .failure(let first) where first.namesRecords:
            let done = await split(front, after: first, isAlive: true)
            if let fault = done.outage { return done + back.map { _ in .held(fault.untried) } }
            return done + (await outcomes(of: back))
        case .failure(let first):
            guard first.disposition == .retry else {
                return front.map { _ in .held(first) } + back.map { _ in .held(fault) }
            }
            switch await result(back) {
            case .success(let done): return await split(front, after: first, isAlive: true) + done
            case .failure(let second) where second.namesRecords:
                let done = await split(front, after: first, isAlive: true)
                if let fault = done.outage { return done + back.map { _ in .held(fault.untried) } }
                return done + (await split(back, after: second, isAlive: true))
            case .failure(let second): return front.map { _ in .held(first) } + back.map { _ in .held(second) }
            }
        }
    }

    private func result(_ upserts: [CRMUpsert]) async -> Result<[CallOutcome], DeliveryFault> {
        do throws(DeliveryFault) {
            return .success(try await attempt(upserts))
        } catch {
            if error.mayBeWritten { doubtful.add(upserts.map(\.key)) }
            unanswered.add(upserts.filter { mayTakeEffectLate($0, error) }.map(\.key))
            return .failure(error)
        }
    }

    private static let incomplete = DeliveryFault(
        .unreadable,
        .retry,
        message: "The connector did not answer for every record.",
        mayBeWritten: true
    )
}

/// Records whose call may take effect after calls made later.
final class UnansweredRecords: Sendable {
    private let records = Mutex<Set<RecordKey>>([])

    var keys: Set<RecordKey> { records.withLock { $0 } }

    func add(_ keys: [RecordKey]) { records.withLock { $0.formUnion(keys) } }
}

extension CallOutcome {
    /// The same of a record that an earlier call may have written.
    fileprivate var inDoubt: CallOutcome {
        switch self {
        case .held(var fault):
            fault.mayBeWritten = true
            return .held(fault)
        case .answered(.failed(var fault)):
            fault.mayBeWritten = true
            return .answered(.failed(fault))
        case .answered: return self
        }
    }

    /// Whether a call in which the record went was not answered, or with an outage.
    fileprivate var isOfAFailedCall: Bool {
        guard case .answered(.failed(let fault)) = self, fault.disposition == .retry else { return false }
        return fault.code == .unavailable || fault.code == .noAnswer
    }
}

extension [CallOutcome] {
    /// The fault of the destination that the call met, if any.
    fileprivate var outage: DeliveryFault? {
        for case .held(let fault) in self { return fault }
        return nil
    }
}

extension DeliveryFault {
    /// The same for records that no call was made for.
    fileprivate var untried: DeliveryFault {
        var fault = self
        fault.mayBeWritten = false
        return fault
    }

    /// Whether the destination answered that the records are at fault.
    fileprivate var namesRecords: Bool { disposition == .park || disposition == .bisect }
}

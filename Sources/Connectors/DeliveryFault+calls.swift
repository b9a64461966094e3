import Outbound
import SyncModel

// What follows, in every CRM alike, from a call that was not answered, and from one fault for several records.
extension DeliveryFault {
    /// The process ends, so the call was not made.
    static let stopped = DeliveryFault(.unavailable, .wait(.zero), message: "stopped before the call")

    /// What follows from a request without an answer.
    init(_ failure: OutboundFailure, isWrite: Bool) {
        let words = failure.description
        switch failure {
        case .refusedHost: self.init(.refused, .pause(.destination), message: words)
        case .notSent: self.init(.unavailable, .retry, message: words)
        case .noAnswer: self.init(.noAnswer, .retry, message: words, mayBeWritten: isWrite)
        case .tooLarge: self.init(.unreadable, .retry, message: words, mayBeWritten: isWrite)
        }
    }

    /// The same for records that no call was made for.
    var untried: DeliveryFault {
        var fault = self
        fault.mayBeWritten = false
        return fault
    }

    /// Whether the next call would meet the same: credentials, quota, outage; not a lock on a few records.
    var concernsEveryCall: Bool {
        switch disposition {
        case .pause, .wait: true
        case .retry: code != .locked
        case .park, .bisect: false
        }
    }

    /// Whether it says something of the destination rather than of the records that met it.
    var isOfTheDestination: Bool {
        switch disposition {
        case .pause(.currency): false
        case .pause, .wait: true
        case .retry: code == .unavailable || code == .noAnswer
        case .park, .bisect: false
        }
    }
}

extension [UpsertOutcome] {
    /// The fault of the destination that all records met, were they sent or not.
    var faultOfTheDestination: DeliveryFault? {
        var faults: [DeliveryFault] = []
        for outcome in self {
            guard case .failed(let fault) = outcome, fault.isOfTheDestination else { return nil }
            faults.append(fault)
        }
        guard var first = faults.first,
            faults.allSatisfy({ $0.code == first.code && $0.disposition == first.disposition })
        else { return nil }
        first.mayBeWritten = faults.contains(where: \.mayBeWritten)
        return first
    }
}

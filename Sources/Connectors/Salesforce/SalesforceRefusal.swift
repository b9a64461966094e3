import SyncModel

/// A call that did not succeed: what follows from it, and Salesforce's own words where it said any.
struct SalesforceRefusal: Error, Sendable {
    var fault: DeliveryFault
    /// `nil` where there was no answer.
    var status: Int?
    /// Empty where the body could not be read.
    var errors: [SalesforceError] = []

    /// Whether the call's parts may fare better than the whole.
    var isDivisible: Bool { fault.disposition == .bisect }

    /// Whether the session has ended, so that a new one may help.
    var isSessionLost: Bool { status == 401 }
}

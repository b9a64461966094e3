import SyncModel

/// A call that did not succeed: the fault, and what the description makes of the answer.
struct RESTRefusal: Error, Sendable {
    var fault: DeliveryFault
    /// `nil` where no answer came.
    var status: Int?
    var body = RESTJSON.null
    /// Whether the body was a page, of a proxy perhaps.
    var isPage = false
    var consequence: RESTRule.Consequence?
    /// The rule of the description that decided, if one did.
    var rule: RESTRule?
    /// The token that the call was made with.
    var usedToken: Secret?

    init(fault: DeliveryFault, status: Int? = nil, body: RESTJSON = .null) {
        self.fault = fault
        self.status = status
        self.body = body
    }

    /// A request that cannot be made of this record.
    init(_ fault: RESTRenderFault) {
        self.init(fault: DeliveryFault(.mapping, .park, message: "The request cannot be written: \(fault.message)"))
    }

    /// Whether the CRM has nothing at the address that was called.
    var isAddressless: Bool { consequence == nil && status.map { [404, 405, 410].contains($0) } ?? false }
}

/// An answer that counts as a success, or was told to be one.
struct RESTAnswer: Sendable {
    var status: Int
    var header: @Sendable (String) -> String?
    /// Null for a body that is empty or no JSON.
    var body: RESTJSON
    /// What the body is before anything is looked for in it.
    var form = RESTForm.json
}

/// Why one record was refused.
///
/// It becomes an entry of a 207 or the whole answer, depending on the call.
struct RecordProblem: Error, Sendable {
    enum Cause: Sendable {
        case invalidProperties([PropertyProblem])
        case missingRequired([String])
        /// Another record owns the address.
        case emailTaken(by: Int64)
        case notFound(key: String)
    }

    let cause: Cause

    var status: Int {
        switch cause {
        case .invalidProperties, .missingRequired: 400
        case .emailTaken: 409
        case .notFound: 404
        }
    }

    /// The problems of several records as the one answer to a call that failed as a whole; a conflict is told first.
    static func refusal(for problems: [RecordProblem]) -> HubSpotRefusal {
        for problem in problems {
            if case .emailTaken(let owner) = problem.cause {
                return .conflict(message: "Contact already exists. Existing ID: \(owner)")
            }
        }
        var invalid: [PropertyProblem] = []
        var missing: [String] = []
        for problem in problems {
            switch problem.cause {
            case .invalidProperties(let properties): invalid += properties
            case .missingRequired(let names): missing += names
            case .notFound(let key): return .notFound("Object not found.  objectId are usually numeric: \(key)")
            case .emailTaken: break
            }
        }
        return invalid.isEmpty ? .missingRequired(missing) : .invalidProperties(invalid)
    }

    /// The entry in the `errors` of a 207.
    func entry(traceID: String) -> SandboxJSON {
        let context: SandboxJSON
        let category: String
        let message: String
        switch cause {
        case .invalidProperties(let problems):
            category = "VALIDATION_ERROR"
            message = PropertyProblem.message(for: problems)
            context = ["objectWriteTraceId": [.string(traceID)]]
        case .missingRequired(let names):
            category = "VALIDATION_ERROR"
            message = "Some required properties were not set: \(names.joined(separator: ", "))"
            context = ["objectWriteTraceId": [.string(traceID)]]
        case .emailTaken(let owner):
            category = "CONFLICT"
            message = "Contact already exists. Existing ID: \(owner)"
            context = ["objectWriteTraceId": [.string(traceID)], "existingId": [.string(String(owner))]]
        case .notFound(let key):
            category = "OBJECT_NOT_FOUND"
            message = "Object not found"
            context = ["ids": [.string(key)]]
        }
        return [
            "status": "error", "category": .string(category), "message": .string(message), "context": context,
        ]
    }
}

/// One error, of a whole request or of one record in it.
struct SalesforceError: Decodable, Sendable, Hashable {
    var code: String
    var message: String
    var fields: [String]

    private enum CodingKeys: String, CodingKey {
        case errorCode
        case statusCode
        case message
        case fields
    }

    init(code: String, message: String, fields: [String] = []) {
        self.code = code
        self.message = message
        self.fields = fields
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // Whole requests say errorCode, rows of a collection statusCode.
        code =
            try container.decodeIfPresent(String.self, forKey: .errorCode)
            ?? container.decode(String.self, forKey: .statusCode)
        message = try container.decodeIfPresent(String.self, forKey: .message) ?? code
        fields = (try? container.decodeIfPresent([String].self, forKey: .fields)) ?? []
    }

    /// The errors of a whole request; the token endpoint has a form of its own, and an edge server any.
    static func all(in body: [UInt8]) -> [SalesforceError] {
        if let list = SalesforceJSON.decode([SalesforceError].self, from: body) { return list }
        if let one = SalesforceJSON.decode(SalesforceError.self, from: body) { return [one] }
        guard let token = SalesforceJSON.decode(SalesforceTokenError.self, from: body) else { return [] }
        return [SalesforceError(code: token.error, message: token.error_description ?? token.error)]
    }
}

struct SalesforceTokenError: Decodable, Sendable {
    var error: String
    var error_description: String?
}

/// The token endpoint's answer; it has no `expires_in`: a token lives as long as the org's sessions do.
struct SalesforceTokenAnswer: Decodable, Sendable {
    var access_token: String
    var instance_url: String
    /// Ends with the org's and the user's id.
    var id: String?
    var token_type: String?
}

/// What became of one record of a collection.
struct SalesforceRow: Decodable, Sendable {
    var id: String?
    var success: Bool
    var created: Bool?
    var errors: [SalesforceError]
}

/// The body of a collection call.
struct SalesforceCollection: Encodable, Sendable {
    var allOrNone = false
    var records: [SalesforceValue]
}

/// One page of a query's result.
struct SalesforcePage: Decodable, Sendable {
    var done: Bool
    var nextRecordsUrl: String?
    var records: [SalesforceValue]
}

/// What an object looks like in this org, as far as we look at it.
struct SalesforceDescribe: Decodable, Sendable, Hashable {
    struct Field: Decodable, Sendable, Hashable {
        struct Choice: Decodable, Sendable, Hashable {
            var value: String
            var label: String?
            var active: Bool?
            /// For a dependent choice: the controlling choices that allow it, as bits in base 64.
            var validFor: String?
        }

        var name: String
        var label: String?
        var type: String
        var length: Int?
        var createable: Bool?
        var updateable: Bool?
        var nillable: Bool?
        var defaultedOnCreate: Bool?
        var externalId: Bool?
        var unique: Bool?
        var restrictedPicklist: Bool?
        var picklistValues: [Choice]?
        var relationshipName: String?

        var isWritable: Bool { createable == true || updateable == true }
    }

    struct RecordType: Decodable, Sendable, Hashable {
        var recordTypeId: String?
        /// Whether the user may make records of it.
        var available: Bool?
    }

    var name: String
    var createable: Bool?
    var updateable: Bool?
    var deletable: Bool?
    var fields: [Field]
    var recordTypeInfos: [RecordType]?

    func field(_ name: String) -> Field? { fields.first { $0.name == name } }

    /// Whether the user is kept from making records of this type; `false` where the org does not say.
    func withholds(recordType id: String) -> Bool {
        recordTypeInfos?.first { $0.recordTypeId.map(SalesforceID.full) == SalesforceID.full(id) }?.available == false
    }
}

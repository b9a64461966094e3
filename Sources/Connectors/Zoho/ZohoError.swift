import SyncModel

/// One item of an answer: what became of one record, or why a whole call failed.
///
/// Errors come flat and inside a list; both are read.
struct ZohoItem: Sendable, Hashable {
    var code: String
    var message: String
    var isSuccess: Bool
    var details: ZohoJSON
    /// `insert` or `update`, on an upsert's success.
    var action: String?

    init?(_ json: ZohoJSON) {
        guard case .object = json, let code = json["code"]?.string else { return nil }
        self.code = code
        message = json["message"]?.string ?? ""
        isSuccess = json["status"]?.string == "success" || code == "SUCCESS"
        details = json["details"] ?? .object([:])
        action = json["action"]?.string
    }

    /// The items of a write's answer, in the order of the request.
    static func all(in body: ZohoJSON, under name: String = "data") -> [ZohoItem?] {
        (body[name]?.list ?? []).map { ZohoItem($0) }
    }

    /// The error of a call that failed as a whole.
    static func error(in body: ZohoJSON?) -> ZohoItem? {
        guard let body else { return nil }
        if let item = ZohoItem(body), !item.isSuccess { return item }
        for member in body.members.values {
            if let item = member.list.lazy.compactMap({ ZohoItem($0) }).first(where: { !$0.isSuccess }) { return item }
        }
        return nil
    }

    /// The field concerned, by its API name.
    var field: String? { details["api_name"]?.string }

    /// The record's member that the error lies inside of, as `$.data[0].Account_Name.id` says; `nil` where it is a field's
    /// own.
    var memberInPath: String? {
        guard let path = details["json_path"]?.string, let end = path.firstIndex(of: "]") else { return nil }
        let inside = path[path.index(after: end)...].drop { $0 == "." }
        guard let cut = inside.firstIndex(where: { $0 == "." || $0 == "[" }) else { return nil }
        return String(inside[..<cut])
    }

    /// Whether the record itself is not there, rather than one that it points at.
    var isOfOwnID: Bool {
        guard memberInPath == nil else { return false }
        return field == "id" || details["json_path"]?.string?.hasSuffix("].id") == true
    }

    /// The record written.
    var id: String? { details["id"]?.string }

    /// The record in the way.
    var duplicateID: String? { details["duplicate_record"]?["id"]?.string ?? details["id"]?.string }

    /// This error, or those inside it where it stands for several.
    var parts: [ZohoItem] {
        guard code == "MULTIPLE_OR_MULTI_ERRORS" else { return [self] }
        let inner = (details["errors"]?.list ?? []).compactMap { ZohoItem($0) }
        return inner.isEmpty ? [self] : inner
    }

    /// Zoho's own words with the field, without any value.
    var words: String {
        var text = "\(code): \(message.isEmpty ? "no reason given" : message)"
        if let field { text += " (\(field))" }
        if let rule = details["layout_rule"]?["name"]?.string { text += ", by the layout rule \"\(rule)\"" }
        if let length = details["maximum_length"]?.integer { text += ", at most \(length) characters" }
        if let type = details["expected_data_type"]?.string { text += ", expected \(type)" }
        if let permissions = details["permissions"]?.list.compactMap(\.string), !permissions.isEmpty {
            text += ", needs " + permissions.joined(separator: ", ")
        }
        return text
    }
}

/// A call that did not succeed: what follows from it, and Zoho's own words where it said any.
struct ZohoRefusal: Error, Sendable {
    var fault: DeliveryFault
    /// `nil` where there was no answer.
    var status: Int?
    var item: ZohoItem?

    /// Whether the next call would meet the same: credentials, quota, outage.
    var concernsEveryCall: Bool {
        switch fault.disposition {
        case .pause, .wait: true
        case .retry: true
        case .park, .bisect: false
        }
    }
}

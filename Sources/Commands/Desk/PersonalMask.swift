import SyncModel

/// Hides personal data in what is shown before anybody asked for it.
enum PersonalMask {
    static let hidden = "•••"

    /// E-mail addresses in a text, such as a CRM's words; the rest stays.
    static func text(_ text: String) -> String {
        guard text.contains("@") else { return text }
        var shown = ""
        var word = ""
        func flush() {
            shown += word.contains("@") ? MaskedAddress.of(word) ?? hidden : word
            word = ""
        }
        for character in text {
            if character.isWhitespace || "\"'<>()[]{},;:=".contains(character) {
                flush()
                shown.append(character)
            } else {
                word.append(character)
            }
        }
        flush()
        return shown
    }

    /// A person's name as their initials.
    static func name(_ name: String) -> String {
        name.split(separator: " ").map { "\($0.prefix(1))…" }.joined(separator: " ")
    }

    /// What a field is called that tells of an order's course or of the shop, and of nobody.
    private static let impersonal = [
        "stage", "pipeline", "currency", "store", "shop", "status", "origin", "source", "channel", "recordtype",
        "record_type",
    ]

    private static let personal = [
        "mail", "phone", "mobile", "address", "street", "city", "zip", "postal", "note", "first", "last", "contact",
    ]

    /// The value of a CRM field: of a customer nothing but what is plainly no one's, of an order what tells of the order.
    static func value(_ value: String, field: String, kind: RecordKind, name: String?) -> String {
        // Every field of ours says whose it is.
        let lower = field.lowercased().replacing("shopify", with: "")
        if personal.contains(where: lower.contains) { return hidden }
        if isPlain(value) { return value }
        // "Closed Won", "Sales pipeline", "EUR", "acme.myshopify.com": short, and no address of a person.
        if impersonal.contains(where: lower.contains), value.count <= 80, !value.contains("@") { return value }
        if kind == .order, let name, value.contains(name), value.count <= 80, !value.contains("@") { return value }
        return hidden
    }

    /// Numbers, dates, yes and no, and names of choices such as `closedwon`.
    private static func isPlain(_ value: String) -> Bool {
        guard value.count <= 40 else { return false }
        if value.isEmpty || value == "true" || value == "false" { return true }
        let digits = value.filter(\.isNumber).count
        if digits > 0, value.allSatisfy({ $0.isNumber || "-+.:TZ".contains($0) }) { return true }
        return value.contains("_") && value.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }
    }
}

extension StoryReport {
    /// The story without what tells who it is about.
    ///
    /// - Parameter record: whose story it is: what it says of the person is hidden in the CRM's words too.
    /// - Returns: the masked story.
    func masked(_ record: SyncRecord) -> StoryReport {
        func words(_ text: String) -> String { PersonalMask.text(MaskedWords.hiding(record, in: text)) }
        var story = self
        let kind = RecordKind(rawValue: kind) ?? .customer
        story.isMasked = true
        story.email = email.flatMap { MaskedAddress.of($0) }
        if kind == .customer { story.name = name.map(PersonalMask.name) }
        for index in story.lanes.indices {
            story.lanes[index].faultMessage = story.lanes[index].faultMessage.map(words)
            story.lanes[index].next = words(story.lanes[index].next)
            for number in story.lanes[index].deliveries.indices {
                let delivery = story.lanes[index].deliveries[number]
                story.lanes[index].deliveries[number].message = delivery.message.map(words)
                story.lanes[index].deliveries[number].sent = Dictionary(
                    delivery.sent.map { field, value in
                        (field, PersonalMask.value(value, field: field, kind: kind, name: name))
                    }
                ) { $1 }
            }
        }
        return story
    }
}

extension CandidatesReport {
    var masked: CandidatesReport {
        var report = self
        for index in report.candidates.indices {
            let candidate = report.candidates[index]
            report.candidates[index].email = candidate.email.flatMap { MaskedAddress.of($0) }
            if candidate.kind == RecordKind.customer.rawValue {
                report.candidates[index].name = candidate.name.map(PersonalMask.name)
            }
        }
        return report
    }
}

extension FailuresReport {
    var masked: FailuresReport {
        var report = self
        for index in report.groups.indices {
            report.groups[index].message = PersonalMask.text(report.groups[index].message)
        }
        for index in report.refused.indices {
            report.refused[index].message = report.refused[index].message.map(PersonalMask.text)
        }
        return report
    }
}

extension WaitingReport {
    var masked: WaitingReport {
        var report = self
        for index in report.records.indices {
            report.records[index].faultMessage = report.records[index].faultMessage.map(PersonalMask.text)
            report.records[index].why = PersonalMask.text(report.records[index].why)
        }
        return report
    }
}

extension IdentityReport {
    /// Addresses are masked already.
    var masked: IdentityReport {
        var report = self
        func hide(_ subject: inout Subject) {
            if subject.kind == RecordKind.customer.rawValue { subject.name = subject.name.map(PersonalMask.name) }
        }
        for index in report.doubtful.indices {
            hide(&report.doubtful[index].record)
            report.doubtful[index].message = PersonalMask.text(report.doubtful[index].message)
        }
        for index in report.decisions.indices { hide(&report.decisions[index].record) }
        return report
    }
}

extension PreviewReport {
    func masked(_ kind: RecordKind, name: String?) -> PreviewReport {
        var report = self
        func hide(_ field: Field) -> Field {
            var field = field
            field.value = PersonalMask.value(field.value, field: field.name, kind: kind, name: name)
            return field
        }
        report.isMasked = true
        report.fields = fields.map(hide)
        return report
    }
}

extension DiffReport {
    func masked(_ kind: RecordKind, name: String?) -> DiffReport {
        var report = self
        report.fields = fields.map { field in
            var field = field
            field.wanted = PersonalMask.value(field.wanted, field: field.name, kind: kind, name: name)
            field.held = field.held.map { PersonalMask.value($0, field: field.name, kind: kind, name: name) }
            return field
        }
        return report
    }
}

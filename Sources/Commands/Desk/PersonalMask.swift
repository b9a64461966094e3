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
}

extension StoryReport {
    /// The story without what tells who it is about.
    ///
    /// - Parameter mask: of the record that it tells of: what is known of the person is hidden in the CRM's words too.
    /// - Returns: the masked story.
    func masked(_ mask: FieldMask) -> StoryReport {
        var story = self
        let kind = RecordKind(rawValue: kind) ?? .customer
        story.isMasked = true
        story.email = email.flatMap { MaskedAddress.of($0) }
        if kind == .customer { story.name = name.map(PersonalMask.name) }
        for index in story.lanes.indices {
            story.lanes[index].faultMessage = story.lanes[index].faultMessage.map(mask.words)
            story.lanes[index].next = mask.words(story.lanes[index].next)
            for number in story.lanes[index].deliveries.indices {
                let delivery = story.lanes[index].deliveries[number]
                story.lanes[index].deliveries[number].message = delivery.message.map(mask.words)
                story.lanes[index].deliveries[number].sent = Dictionary(
                    delivery.sent.map { field, value in
                        (field, mask.value(value, field: field))
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
    func masked(_ mask: FieldMask) -> PreviewReport {
        var report = self
        func hide(_ field: Field) -> Field {
            var field = field
            field.value = mask.value(field.value, field: field.name)
            return field
        }
        report.isMasked = true
        report.fields = fields.map(hide)
        report.lines = lines.map { $0.map(hide) }
        return report
    }
}

extension DiffReport {
    func masked(_ mask: FieldMask) -> DiffReport {
        var report = self
        report.fields = fields.map { field in
            var field = field
            field.wanted = mask.value(field.wanted, field: field.name)
            field.held = field.held.map { mask.value($0, field: field.name) }
            return field
        }
        return report
    }
}

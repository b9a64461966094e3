/// EspoCRM: contacts and opportunities.
enum EspoCRMDefinition {
    static let text = """
        title: EspoCRM
        credentials:
          token: the key of an API user (Administration > API Users) whose role may read and write contacts and opportunities
        auth: { kind: header, headers: { X-Api-Key: "{credentials.token}" } }
        values: { times: spaced }
        probe: { path: /api/v1/App/user, account: user.id }
        needs:
          - "a text field shopifyCustomerId of Contact, which EspoCRM calls cShopifyCustomerId (Administration > Entity Manager)"
          - "a text field shopifyOrderId of Opportunity, which EspoCRM calls cShopifyOrderId"

        errors:
          message: [messageTranslation.label, message]
          rules:
            # The answer to a duplicate lists the records that are in the way.
            - { status: 409, then: conflict, records: $, id: id }
            - { status: 400, path: field, equals: contact, then: parent_gone }

        objects:
          customer:
            object: contact
            external_id: cShopifyCustomerId
            email: emailAddress
            find:
              path: /api/v1/Contact
              query:
                "where[0][type]": equals
                "where[0][attribute]": cShopifyCustomerId
                "where[0][value]": "{external_id}"
                maxSize: "3"
              records: list
              external_id: cShopifyCustomerId
            find_by_email:
              path: /api/v1/Contact
              query:
                "where[0][type]": equals
                "where[0][attribute]": emailAddress
                "where[0][value]": "{email}"
                maxSize: "10"
              records: list
            read: { path: "/api/v1/Contact/{id}" }
            create:
              path: /api/v1/Contact
              # EspoCRM takes people of one name for duplicates; ours were looked for by id and by address.
              headers: { X-Skip-Duplicate-Check: "true" }
            update: { method: PUT, path: "/api/v1/Contact/{id}" }
            erase: { path: "/api/v1/Contact/{id}" }
            # EspoCRM takes no contact without a last name.
            erased: { lastName: "(erased)" }

          order:
            object: opportunity
            external_id: cShopifyOrderId
            find:
              path: /api/v1/Opportunity
              query:
                "where[0][type]": equals
                "where[0][attribute]": cShopifyOrderId
                "where[0][value]": "{external_id}"
                maxSize: "3"
              records: list
              external_id: cShopifyOrderId
            find_by_field:
              path: /api/v1/Opportunity
              query:
                "where[0][type]": equals
                "where[0][attribute]": "{field}"
                "where[0][value]": "{value}"
                maxSize: "20"
              records: list
            read: { path: "/api/v1/Opportunity/{id}" }
            create:
              path: /api/v1/Opportunity
              headers: { X-Skip-Duplicate-Check: "true" }
              body: &opportunity
                cShopifyOrderId: "{fields.cShopifyOrderId}"
                name: "{fields.name}"
                amount: "{fields.amount}"
                amountCurrency: "{fields.amountCurrency}"
                stage: "{fields.stage}"
                closeDate: "{fields.closeDate}"
                description: "{fields.description}"
                contactId: "{parent}"
            update: { method: PUT, path: "/api/v1/Opportunity/{id}", body: *opportunity }
            erase: { path: "/api/v1/Opportunity/{id}" }

        mapping:
          customer:
            object: contact
            external_id: cShopifyCustomerId
            fields:
              emailAddress: { value: customer.email, adopted: if_empty }
              firstName: { value: customer.first_name, adopted: if_empty }
              # EspoCRM takes no contact without a last name.
              lastName:
                adopted: if_empty
                switch:
                  - when: customer.last_name exists
                    value: customer.last_name
                  - when: customer.company exists
                    value: customer.company
                  - value: "Shopify customer"
              phoneNumber: { value: "customer.phone | phone: customer.address.country_code", adopted: if_empty }
              addressStreet: { value: customer.address.street, adopted: if_empty }
              addressCity: { value: customer.address.city, adopted: if_empty }
              addressState: { value: customer.address.province, adopted: if_empty }
              addressPostalCode: { value: customer.address.zip, adopted: if_empty }
              addressCountry: { value: customer.address.country, adopted: if_empty }

          order:
            object: opportunity
            external_id: cShopifyOrderId
            fields:
              name: "Shopify Order {order.name}"
              amount: order.total
              amountCurrency: order.currency
              stage: "order.status | map: {won: Closed Won, lost: Closed Lost, else: Prospecting}"
              closeDate: { value: order.processed_at | date, write: on_create }
              description: order.line_summary

        """
}

"""Words of user interfaces in eight languages and fifty business applications, for the generated corpus."""

APPLICATIONS = (
    "Outlook", "Mozilla Thunderbird", "Gmail", "Lotus Notes", "Microsoft Teams", "Slack", "Zoom", "Webex", "Word", "Excel", "PowerPoint",
    "LibreOffice Writer", "LibreOffice Calc", "Adobe Acrobat Reader", "Notepad++", "SAP Logon", "SAP Business One", "Oracle E-Business Suite",
    "Microsoft Dynamics 365", "Sage 50", "DATEV Kanzlei-Rechnungswesen", "Lexware", "QuickBooks", "Xero", "Odoo", "Salesforce", "HubSpot",
    "Zendesk", "Freshdesk", "ServiceNow", "Jira", "Confluence", "Trello", "Asana", "Workday", "SuccessFactors", "Personio", "BambooHR",
    "SharePoint", "OneDrive", "Dropbox", "DocuSign", "Tableau", "Power BI", "Visual Studio Code", "GitLab", "PuTTY", "FileZilla",
    "Citrix Workspace", "Remote Desktop")

# Per language: labels of controls, nouns of documents, status words, sentences of titles. Nothing here is personal.
LABELS = {
    "en": "Save|Save as draft|Cancel|Submit|Next|Back|Search|Filter by date|New order|Delete row|Print preview|Export to CSV|Customer number|Invoice amount|"
          "Due date|Payment terms|Net total|VAT rate|Approve|Reject|Assign to me|Close ticket|Add attachment|Reply all|Forward|Mark as read|Sort ascending|"
          "Cost centre|Purchase order|Delivery note|Quantity|Unit price|Discount|Shipping method|Show more|Apply filter|Select all|Sign out|Help|Settings",
    "de": "Speichern|Als Entwurf speichern|Abbrechen|Absenden|Weiter|Zurück|Suchen|Nach Datum filtern|Neuer Auftrag|Zeile löschen|Druckvorschau|Als CSV exportieren|"
          "Kundennummer|Rechnungsbetrag|Fälligkeit|Zahlungsbedingungen|Nettosumme|Steuersatz|Genehmigen|Ablehnen|Mir zuweisen|Ticket schließen|Anlage hinzufügen|"
          "Allen antworten|Weiterleiten|Als gelesen markieren|Aufsteigend sortieren|Kostenstelle|Bestellung|Lieferschein|Menge|Einzelpreis|Rabatt|Versandart|Mehr anzeigen|Abmelden|Hilfe|Einstellungen",
    "fr": "Enregistrer|Annuler|Envoyer|Suivant|Précédent|Rechercher|Filtrer par date|Nouvelle commande|Supprimer la ligne|Aperçu avant impression|Exporter en CSV|Numéro de client|"
          "Montant de la facture|Échéance|Conditions de paiement|Total hors taxes|Taux de TVA|Approuver|Rejeter|Clore le ticket|Joindre un fichier|Répondre à tous|Transférer|Centre de coûts|Bon de livraison|Quantité|Prix unitaire|Remise|Aide|Paramètres",
    "es": "Guardar|Cancelar|Enviar|Siguiente|Atrás|Buscar|Filtrar por fecha|Nuevo pedido|Eliminar fila|Vista previa|Exportar a CSV|Número de cliente|Importe de la factura|Vencimiento|"
          "Condiciones de pago|Total neto|Tipo de IVA|Aprobar|Rechazar|Cerrar incidencia|Adjuntar archivo|Responder a todos|Reenviar|Centro de coste|Albarán|Cantidad|Precio unitario|Descuento|Ayuda|Configuración",
    "it": "Salva|Annulla|Invia|Avanti|Indietro|Cerca|Filtra per data|Nuovo ordine|Elimina riga|Anteprima di stampa|Esporta in CSV|Numero cliente|Importo fattura|Scadenza|Condizioni di pagamento|"
          "Totale netto|Aliquota IVA|Approva|Rifiuta|Chiudi ticket|Aggiungi allegato|Rispondi a tutti|Inoltra|Centro di costo|Bolla di consegna|Quantità|Prezzo unitario|Sconto|Aiuto|Impostazioni",
    "nl": "Opslaan|Annuleren|Verzenden|Volgende|Vorige|Zoeken|Filteren op datum|Nieuwe bestelling|Rij verwijderen|Afdrukvoorbeeld|Exporteren naar CSV|Klantnummer|Factuurbedrag|Vervaldatum|"
          "Betalingsvoorwaarden|Netto totaal|Btw-tarief|Goedkeuren|Afwijzen|Ticket sluiten|Bijlage toevoegen|Allen beantwoorden|Doorsturen|Kostenplaats|Pakbon|Aantal|Stuksprijs|Korting|Hulp|Instellingen",
    "pl": "Zapisz|Anuluj|Wyślij|Dalej|Wstecz|Szukaj|Filtruj według daty|Nowe zamówienie|Usuń wiersz|Podgląd wydruku|Eksportuj do CSV|Numer klienta|Kwota faktury|Termin płatności|"
          "Warunki płatności|Suma netto|Stawka VAT|Zatwierdź|Odrzuć|Zamknij zgłoszenie|Dodaj załącznik|Odpowiedz wszystkim|Przekaż dalej|Centrum kosztów|Ilość|Cena jednostkowa|Rabat|Pomoc|Ustawienia",
    "pt": "Guardar|Cancelar|Enviar|Seguinte|Voltar|Pesquisar|Filtrar por data|Nova encomenda|Eliminar linha|Pré-visualizar|Exportar para CSV|Número de cliente|Valor da fatura|Vencimento|"
          "Condições de pagamento|Total líquido|Taxa de IVA|Aprovar|Rejeitar|Fechar pedido|Anexar ficheiro|Responder a todos|Reencaminhar|Centro de custo|Guia de remessa|Quantidade|Preço unitário|Desconto|Ajuda|Definições",
}

SUBJECTS = {
    "en": "Quarterly budget review|Delivery delayed|Updated price list|Meeting notes week 14|Server maintenance tonight|Holiday calendar|Travel policy|Stock report March|Open items list|Contract draft v3|Month-end closing|Warehouse inventory",
    "de": "Quartalsbericht Vertrieb|Lieferung verspätet|Neue Preisliste|Protokoll KW 14|Serverwartung heute Abend|Urlaubskalender|Reiserichtlinie|Bestandsbericht März|Offene Posten|Vertragsentwurf v3|Monatsabschluss|Inventur Lager Nord",
    "fr": "Revue budgétaire trimestrielle|Livraison retardée|Nouvelle liste de prix|Compte rendu semaine 14|Maintenance du serveur|Calendrier des congés|État des stocks mars|Projet de contrat v3|Clôture mensuelle",
    "es": "Revisión trimestral del presupuesto|Entrega retrasada|Nueva lista de precios|Acta de la semana 14|Mantenimiento del servidor|Calendario de vacaciones|Informe de existencias|Borrador de contrato v3|Cierre mensual",
    "it": "Revisione trimestrale del budget|Consegna in ritardo|Nuovo listino prezzi|Verbale settimana 14|Manutenzione del server|Calendario ferie|Giacenze di magazzino|Bozza di contratto v3|Chiusura mensile",
    "nl": "Kwartaaloverzicht budget|Levering vertraagd|Nieuwe prijslijst|Notulen week 14|Serveronderhoud vanavond|Vakantiekalender|Voorraadoverzicht maart|Conceptcontract v3|Maandafsluiting",
    "pl": "Kwartalny przegląd budżetu|Opóźniona dostawa|Nowy cennik|Notatki z tygodnia 14|Konserwacja serwera|Kalendarz urlopów|Stan magazynu marzec|Projekt umowy v3|Zamknięcie miesiąca",
    "pt": "Revisão trimestral do orçamento|Entrega atrasada|Nova lista de preços|Ata da semana 14|Manutenção do servidor|Calendário de férias|Relatório de stock|Rascunho do contrato v3|Fecho do mês",
}

# Words that introduce a personal value, per language.
CONTEXT = {
    "en": {"customer": "Customer", "contact": "Contact", "employee": "Employee", "patient": "Patient", "born": "born", "phone": "Phone", "account": "Account", "dear": "Dear",
           "name": "Name", "call": "Call with", "card": "Card number", "address": "Address", "user": "User name"},
    "de": {"customer": "Kunde", "contact": "Ansprechpartner", "employee": "Mitarbeiter", "patient": "Patient", "born": "geb.", "phone": "Telefon", "account": "Konto", "dear": "Sehr geehrte Frau",
           "name": "Name", "call": "Anruf mit", "card": "Kartennummer", "address": "Anschrift", "user": "Benutzername"},
    "fr": {"customer": "Client", "contact": "Contact", "employee": "Salarié", "patient": "Patient", "born": "né le", "phone": "Téléphone", "account": "Compte", "dear": "Cher Monsieur",
           "name": "Nom", "call": "Appel avec", "card": "Numéro de carte", "address": "Adresse", "user": "Nom d'utilisateur"},
    "es": {"customer": "Cliente", "contact": "Contacto", "employee": "Empleado", "patient": "Paciente", "born": "nacido", "phone": "Teléfono", "account": "Cuenta", "dear": "Estimado señor",
           "name": "Nombre", "call": "Llamada con", "card": "Número de tarjeta", "address": "Dirección", "user": "Usuario"},
    "it": {"customer": "Cliente", "contact": "Referente", "employee": "Dipendente", "patient": "Paziente", "born": "nato il", "phone": "Telefono", "account": "Conto", "dear": "Gentile signora",
           "name": "Nome", "call": "Chiamata con", "card": "Numero carta", "address": "Indirizzo", "user": "Nome utente"},
    "nl": {"customer": "Klant", "contact": "Contactpersoon", "employee": "Medewerker", "patient": "Patiënt", "born": "geboren", "phone": "Telefoon", "account": "Rekening", "dear": "Geachte heer",
           "name": "Naam", "call": "Gesprek met", "card": "Kaartnummer", "address": "Adres", "user": "Gebruikersnaam"},
    "pl": {"customer": "Klient", "contact": "Kontakt", "employee": "Pracownik", "patient": "Pacjent", "born": "ur.", "phone": "Telefon", "account": "Konto", "dear": "Szanowny Panie",
           "name": "Imię i nazwisko", "call": "Rozmowa z", "card": "Numer karty", "address": "Adres", "user": "Nazwa użytkownika"},
    "pt": {"customer": "Cliente", "contact": "Contacto", "employee": "Funcionário", "patient": "Paciente", "born": "nascido em", "phone": "Telefone", "account": "Conta", "dear": "Caro Senhor",
           "name": "Nome", "call": "Chamada com", "card": "Número do cartão", "address": "Morada", "user": "Nome de utilizador"},
}

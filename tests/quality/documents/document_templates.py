"""Sentences, forms, mails and notes of offices in twelve languages, written for development (DEV) and, apart from them, for test (TEST).

{person}, {last}, {last_first}, {first}, {phone}, {email}, {address}, {dob}, {id}, {iban}, {card}, {user}, {ip} are personal values; {city} is
one that is not counted. A line is one text, "\\n" its line feeds. Lines that begin with "-" hold nothing personal.
"""

DEV = {
    "en": """Hi {first}, could you forward the signed contract to {person} before noon?
Dear Mr {last}, thank you for your letter of 3 May. Your new address {address} has been recorded.
The claim was filed by {person}, born on {dob}, and is handled by {person}.
Customer: {person}\\nAddress: {address}\\nPhone: {phone}\\nE-mail: {email}
Please transfer the refund to {iban}, account holder {person}.
{person} called from {phone} and asked for a call back after lunch.
National insurance number {id}, date of birth {dob}, surname {last}
Meeting notes: {person}, {person} and {person} agreed to postpone the launch.
The parcel for {last_first} goes to {address}.
She moved to {address} last summer together with {first}.
Login {user} failed three times from {ip}.
According to {person}, the invoice was paid with card {card}.
- The delivery was postponed to next Tuesday because the warehouse in Leeds is closed.
- Please review chapter 4 of the quarterly report and update the Budget Overview.
- Version 12.4.1 of Microsoft Dynamics was released on 3 March 2026.
- Order 4711-22 contains 35 items, Total Amount 1,250.00 EUR, Room 204.""",
    "de": """Hallo {first}, kannst du den unterschriebenen Vertrag bitte an {person} weiterleiten?
Sehr geehrter Herr {last}, vielen Dank für Ihr Schreiben vom 3. Mai. Ihre neue Anschrift {address} haben wir gespeichert.
Der Antrag wurde von {person}, geboren am {dob}, gestellt und wird von {person} bearbeitet.
Kunde: {person}\\nAnschrift: {address}\\nTelefon: {phone}\\nE-Mail: {email}
Bitte überweisen Sie die Erstattung auf das Konto {iban} von {person}.
{person} hat unter {phone} angerufen und bittet um Rückruf nach dem Mittag.
Steuer-ID {id}, Geburtsdatum {dob}, Nachname {last}
Protokoll: {person}, {person} und {person} haben die Einführung verschoben.
Das Paket für {last_first} geht an {address}.
Sie wohnt seit letztem Sommer in der {address}, zusammen mit {first}.
Anmeldung von {user} über {ip} dreimal fehlgeschlagen.
Laut {person} wurde die Rechnung mit der Karte {card} bezahlt.
- Die Lieferung wurde auf nächsten Dienstag verschoben, weil das Lager in Kassel geschlossen ist.
- Bitte prüfen Sie Kapitel 4 des Quartalsberichts und aktualisieren Sie die Budgetübersicht.
- Die Version 12.4.1 von Microsoft Dynamics erschien am 3. März 2026.
- Auftrag 4711-22 enthält 35 Positionen, Gesamtbetrag 1.250,00 EUR, Raum 204.""",
    "fr": """Bonjour {first}, peux-tu transmettre le contrat signé à {person} avant midi ?
Cher Monsieur {last}, merci pour votre courrier du 3 mai. Votre nouvelle adresse {address} est enregistrée.
La demande a été déposée par {person}, né le {dob}, et elle est traitée par {person}.
Client : {person}\\nAdresse : {address}\\nTéléphone : {phone}\\nCourriel : {email}
Merci de virer le remboursement sur le compte {iban} de {person}.
{person} a appelé du {phone} et souhaite être rappelée après le déjeuner.
Numéro de sécurité sociale {id}, date de naissance {dob}, nom {last}
Compte rendu : {person}, {person} et {person} ont reporté le lancement.
Le colis pour {last_first} part au {address}.
Elle habite depuis l'été dernier au {address} avec {first}.
La connexion de {user} depuis {ip} a échoué trois fois.
Selon {person}, la facture a été réglée avec la carte {card}.
- La livraison est reportée à mardi prochain car l'entrepôt de Rennes est fermé.
- Veuillez relire le chapitre 4 du rapport trimestriel et mettre à jour le Budget général.
- La version 12.4.1 de Microsoft Dynamics est sortie le 3 mars 2026.
- La commande 4711-22 contient 35 articles, Montant total 1 250,00 EUR, salle 204.""",
    "es": """Hola {first}, ¿puedes enviar el contrato firmado a {person} antes del mediodía?
Estimado señor {last}: gracias por su carta del 3 de mayo. Hemos registrado su nueva dirección {address}.
La solicitud fue presentada por {person}, nacido el {dob}, y la tramita {person}.
Cliente: {person}\\nDirección: {address}\\nTeléfono: {phone}\\nCorreo electrónico: {email}
Por favor, transfiera el reembolso a la cuenta {iban} de {person}.
{person} llamó desde el {phone} y pide que le devuelvan la llamada.
DNI {id}, fecha de nacimiento {dob}, apellidos {last}
Acta: {person}, {person} y {person} acordaron aplazar el lanzamiento.
El paquete para {last_first} se envía a {address}.
Desde el verano vive en {address} con {first}.
El inicio de sesión de {user} desde {ip} falló tres veces.
Según {person}, la factura se pagó con la tarjeta {card}.
- La entrega se aplaza al martes porque el almacén de Burgos está cerrado.
- Revise el capítulo 4 del informe trimestral y actualice el Resumen de Presupuesto.
- La versión 12.4.1 de Microsoft Dynamics salió el 3 de marzo de 2026.
- El pedido 4711-22 contiene 35 artículos, Importe total 1.250,00 EUR, sala 204.""",
    "it": """Ciao {first}, puoi inoltrare il contratto firmato a {person} prima di mezzogiorno?
Gentile signor {last}, grazie per la sua lettera del 3 maggio. Il suo nuovo indirizzo {address} è stato registrato.
La domanda è stata presentata da {person}, nato il {dob}, ed è seguita da {person}.
Cliente: {person}\\nIndirizzo: {address}\\nTelefono: {phone}\\nE-mail: {email}
Si prega di versare il rimborso sul conto {iban} di {person}.
{person} ha chiamato dal {phone} e chiede di essere richiamata.
Codice fiscale {id}, data di nascita {dob}, cognome {last}
Verbale: {person}, {person} e {person} hanno rinviato il lancio.
Il pacco per {last_first} va spedito in {address}.
Dall'estate scorsa abita in {address} con {first}.
L'accesso di {user} da {ip} è fallito tre volte.
Secondo {person}, la fattura è stata pagata con la carta {card}.
- La consegna è rinviata a martedì perché il magazzino di Udine è chiuso.
- Si prega di rivedere il capitolo 4 della relazione trimestrale e aggiornare il Budget Generale.
- La versione 12.4.1 di Microsoft Dynamics è uscita il 3 marzo 2026.
- L'ordine 4711-22 contiene 35 articoli, Importo totale 1.250,00 EUR, stanza 204.""",
    "nl": """Hallo {first}, kun je het getekende contract voor de middag naar {person} doorsturen?
Geachte heer {last}, dank voor uw brief van 3 mei. Uw nieuwe adres {address} is verwerkt.
De aanvraag is ingediend door {person}, geboren op {dob}, en wordt behandeld door {person}.
Klant: {person}\\nAdres: {address}\\nTelefoon: {phone}\\nE-mail: {email}
Gelieve de terugbetaling over te maken op rekening {iban} van {person}.
{person} belde vanaf {phone} en wil graag teruggebeld worden.
BSN {id}, geboortedatum {dob}, achternaam {last}
Notulen: {person}, {person} en {person} hebben de lancering uitgesteld.
Het pakket voor {last_first} gaat naar {address}.
Zij woont sinds vorige zomer op {address}, samen met {first}.
Aanmelding van {user} vanaf {ip} is drie keer mislukt.
Volgens {person} is de factuur met kaart {card} betaald.
- De levering is verplaatst naar dinsdag omdat het magazijn in Zwolle gesloten is.
- Controleer hoofdstuk 4 van het kwartaalverslag en werk het Budgetoverzicht bij.
- Versie 12.4.1 van Microsoft Dynamics verscheen op 3 maart 2026.
- Bestelling 4711-22 bevat 35 artikelen, Totaalbedrag 1.250,00 EUR, kamer 204.""",
    "pl": """Cześć {first}, czy możesz przesłać podpisaną umowę do działu kadr? Prosi o to {person}.
Szanowny Panie {last}, dziękujemy za list z 3 maja. Nowy adres {address} został zapisany.
Wniosek złożył {person}, urodzony {dob}, a sprawę prowadzi {person}.
Klient: {person}\\nAdres: {address}\\nTelefon: {phone}\\nE-mail: {email}
Prosimy o przelew zwrotu na rachunek {iban}, właściciel {person}.
{person} dzwonił z numeru {phone} i prosi o telefon po obiedzie.
PESEL {id}, data urodzenia {dob}, nazwisko {last}
Protokół: {person}, {person} i {person} odłożyli wdrożenie.
Paczka dla {last_first} jedzie na {address}.
Od lata mieszka przy {address} razem z {first}.
Logowanie użytkownika {user} z adresu {ip} nie powiodło się trzy razy.
Według {person} faktura została opłacona kartą {card}.
- Dostawa przesunięta na wtorek, ponieważ magazyn w Radomiu jest zamknięty.
- Proszę sprawdzić rozdział 4 raportu kwartalnego i uaktualnić Zestawienie Budżetu.
- Wersja 12.4.1 programu Microsoft Dynamics ukazała się 3 marca 2026 r.
- Zamówienie 4711-22 zawiera 35 pozycji, Kwota razem 1250,00 EUR, pokój 204.""",
    "pt": """Olá {first}, podes enviar o contrato assinado a {person} antes do meio-dia?
Caro Senhor {last}, obrigado pela sua carta de 3 de maio. A nova morada {address} foi registada.
O pedido foi apresentado por {person}, nascido em {dob}, e é tratado por {person}.
Cliente: {person}\\nMorada: {address}\\nTelefone: {phone}\\nE-mail: {email}
Por favor transfira o reembolso para a conta {iban} de {person}.
{person} ligou do {phone} e pede que lhe devolvam a chamada.
NIF {id}, data de nascimento {dob}, apelido {last}
Ata: {person}, {person} e {person} adiaram o lançamento.
A encomenda para {last_first} segue para {address}.
Desde o verão vive na {address} com {first}.
O início de sessão de {user} a partir de {ip} falhou três vezes.
Segundo {person}, a fatura foi paga com o cartão {card}.
- A entrega foi adiada para terça-feira porque o armazém de Braga está fechado.
- Reveja o capítulo 4 do relatório trimestral e atualize o Resumo do Orçamento.
- A versão 12.4.1 do Microsoft Dynamics saiu a 3 de março de 2026.
- A encomenda 4711-22 contém 35 artigos, Valor total 1.250,00 EUR, sala 204.""",
    "sv": """Hej {first}, kan du skicka det undertecknade avtalet till {person} före lunch?
Kund: {person}\\nAdress: {address}\\nTelefon: {phone}\\nE-post: {email}
Ansökan lämnades in av {person}, född {dob}, och handläggs av {person}.
{person} ringde från {phone} och vill bli uppringd.
Personnummer {id}, födelsedatum {dob}, efternamn {last}
Sedan i somras bor hon på {address} med {first}.
Enligt {person} betalades fakturan med kort {card}.
Betala återbäringen till konto {iban}, kontohavare {person}.
- Leveransen flyttas till tisdag eftersom lagret i Umeå är stängt.
- Beställning 4711-22 innehåller 35 artiklar, Totalbelopp 1 250,00 EUR, rum 204.""",
    "da": """Hej {first}, kan du sende den underskrevne kontrakt til {person} inden frokost?
Kunde: {person}\\nAdresse: {address}\\nTelefon: {phone}\\nE-mail: {email}
Ansøgningen er indsendt af {person}, født {dob}, og behandles af {person}.
{person} ringede fra {phone} og vil gerne ringes op.
CPR-nummer {id}, fødselsdato {dob}, efternavn {last}
Siden i sommer bor hun på {address} sammen med {first}.
Ifølge {person} blev fakturaen betalt med kort {card}.
Overfør tilbagebetalingen til konto {iban}, kontohaver {person}.
- Leveringen er udsat til tirsdag, fordi lageret i Vejle er lukket.
- Ordre 4711-22 indeholder 35 varer, Samlet beløb 1.250,00 EUR, lokale 204.""",
    "nb": """Hei {first}, kan du sende den signerte kontrakten til {person} før lunsj?
Kunde: {person}\\nAdresse: {address}\\nTelefon: {phone}\\nE-post: {email}
Søknaden ble levert av {person}, født {dob}, og behandles av {person}.
{person} ringte fra {phone} og ønsker å bli oppringt.
Fødselsnummer {id}, fødselsdato {dob}, etternavn {last}
Siden i sommer bor hun i {address} sammen med {first}.
Ifølge {person} ble fakturaen betalt med kort {card}.
Overfør tilbakebetalingen til konto {iban}, kontohaver {person}.
- Leveringen er utsatt til tirsdag fordi lageret i Hamar er stengt.
- Ordre 4711-22 inneholder 35 varer, Totalbeløp 1.250,00 EUR, rom 204.""",
    "fi": """Hei {first}, voitko lähettää allekirjoitetun sopimuksen ennen lounasta? Terveisin {person}
Asiakas: {person}\\nOsoite: {address}\\nPuhelin: {phone}\\nSähköposti: {email}
Hakemuksen jätti {person}, syntynyt {dob}, ja sitä käsittelee {person}.
{person} soitti numerosta {phone} ja pyytää soittamaan takaisin.
Henkilötunnus {id}, syntymäaika {dob}, sukunimi {last}
Viime kesästä hän on asunut osoitteessa {address}.
Lasku on maksettu kortilla {card}, maksaja {person}.
Palautus maksetaan tilille {iban}, tilinomistaja {person}.
- Toimitus siirtyy tiistaille, koska Vaasan varasto on suljettu.
- Tilaus 4711-22 sisältää 35 tuotetta, Loppusumma 1 250,00 EUR, huone 204.""",
}

TEST = {
    "en": """Good morning {first}, {person} from accounting will join us at ten.
I spoke with Mrs {last} on Friday; her mobile is {phone}.
Tenant {last_first} lives at {address} and pays by standing order from {iban}.
Applicant: {person} | DOB: {dob} | NI number: {id} | Tel.: {phone}
Kind regards,\\n{person}\\nSenior Buyer\\n{address}\\n{phone}
This agreement is made between {person}, residing at {address}, and the company.
We have cancelled card {card} issued to {person}.
The patient, {person} ({dob}), was referred by Dr {last}.
User {user} was last seen on {ip}; contact {email} for access.
{first} and {person} presented the results, while {person} took the minutes.
Did {person} confirm the appointment? If not, write to {email}.
Ship to:\\n{person}\\n{address}
- Stock levels for Article 55310 fell below the Minimum Order Quantity in May.
- All employees must complete the Travel Expense Form before Friday.
- The new Customer Portal shows Open Invoices, Credit Notes and Payment History.""",
    "de": """Guten Morgen {first}, {person} aus der Buchhaltung kommt um zehn dazu.
Ich habe am Freitag mit Frau {last} gesprochen, mobil erreichbar unter {phone}.
Mieter {last_first} wohnt {address} und zahlt per Dauerauftrag von {iban}.
Antragsteller: {person} | geb.: {dob} | Steuer-ID: {id} | Tel.: {phone}
Mit freundlichen Grüßen\\n{person}\\nLeiterin Einkauf\\n{address}\\n{phone}
Dieser Vertrag wird zwischen {person}, wohnhaft {address}, und der Firma geschlossen.
Die auf {person} ausgestellte Karte {card} wurde gesperrt.
Der Patient {person} ({dob}) wurde von Dr. {last} überwiesen.
Benutzer {user} war zuletzt über {ip} angemeldet; Zugang über {email}.
{first} und {person} stellten die Ergebnisse vor, {person} schrieb mit.
Hat {person} den Termin bestätigt? Sonst bitte an {email} schreiben.
Lieferung an:\\n{person}\\n{address}
- Der Bestand von Artikel 55310 fiel im Mai unter die Mindestbestellmenge.
- Alle Mitarbeitenden müssen das Formular Reisekosten bis Freitag ausfüllen.
- Das neue Kundenportal zeigt Offene Rechnungen, Gutschriften und den Zahlungsverlauf.""",
    "fr": """Bonjour {first}, {person} de la comptabilité nous rejoint à dix heures.
J'ai parlé vendredi avec Madame {last}, joignable au {phone}.
Le locataire {last_first} habite {address} et paie par virement depuis {iban}.
Demandeur : {person} | né(e) le {dob} | N° SS : {id} | Tél. : {phone}
Cordialement,\\n{person}\\nResponsable des achats\\n{address}\\n{phone}
Le présent contrat est conclu entre {person}, demeurant {address}, et la société.
La carte {card} au nom de {person} a été bloquée.
Le patient {person} ({dob}) est adressé par le Dr {last}.
L'utilisateur {user} s'est connecté depuis {ip} ; écrire à {email} pour l'accès.
{first} et {person} ont présenté les résultats, {person} a pris des notes.
Est-ce que {person} a confirmé le rendez-vous ? Sinon, écrire à {email}.
Livrer à :\\n{person}\\n{address}
- Le stock de l'article 55310 est passé sous la quantité minimale en mai.
- Tous les salariés doivent remplir le formulaire Frais de déplacement avant vendredi.
- Le nouveau portail client affiche les Factures ouvertes, les Avoirs et l'Historique des paiements.""",
    "es": """Buenos días {first}, {person} de contabilidad se une a las diez.
El viernes hablé con la señora {last}; su móvil es {phone}.
El inquilino {last_first} reside en {address} y paga desde {iban}.
Solicitante: {person} | Nacimiento: {dob} | DNI: {id} | Tel.: {phone}
Saludos cordiales,\\n{person}\\nJefa de compras\\n{address}\\n{phone}
El presente contrato se celebra entre {person}, con domicilio en {address}, y la empresa.
Se ha bloqueado la tarjeta {card} a nombre de {person}.
El paciente {person} ({dob}) fue derivado por el Dr. {last}.
El usuario {user} se conectó por última vez desde {ip}; escriba a {email}.
{first} y {person} presentaron los resultados y {person} tomó nota.
¿Confirmó {person} la cita? Si no, escriba a {email}.
Enviar a:\\n{person}\\n{address}
- Las existencias del artículo 55310 bajaron en mayo de la cantidad mínima.
- Todos los empleados deben rellenar el formulario Gastos de Viaje antes del viernes.
- El nuevo Portal de Clientes muestra Facturas Abiertas, Abonos e Historial de Pagos.""",
    "it": """Buongiorno {first}, {person} della contabilità si unisce alle dieci.
Venerdì ho parlato con la signora {last}, raggiungibile al {phone}.
L'inquilino {last_first} risiede in {address} e paga dal conto {iban}.
Richiedente: {person} | Nato il: {dob} | Codice fiscale: {id} | Tel.: {phone}
Cordiali saluti,\\n{person}\\nResponsabile acquisti\\n{address}\\n{phone}
Il presente contratto è stipulato tra {person}, residente in {address}, e la società.
La carta {card} intestata a {person} è stata bloccata.
Il paziente {person} ({dob}) è inviato dal Dott. {last}.
L'utente {user} si è collegato da {ip}; scrivere a {email}.
{first} e {person} hanno presentato i risultati, {person} ha preso appunti.
{person} ha confermato l'appuntamento? Altrimenti scrivere a {email}.
Spedire a:\\n{person}\\n{address}
- La giacenza dell'articolo 55310 è scesa a maggio sotto la quantità minima.
- Tutti i dipendenti devono compilare il modulo Spese di Viaggio entro venerdì.
- Il nuovo Portale Clienti mostra Fatture Aperte, Note di Credito e Storico Pagamenti.""",
    "nl": """Goedemorgen {first}, {person} van de boekhouding schuift om tien uur aan.
Vrijdag sprak ik met mevrouw {last}, bereikbaar op {phone}.
Huurder {last_first} woont op {address} en betaalt vanaf {iban}.
Aanvrager: {person} | geb.: {dob} | BSN: {id} | Tel.: {phone}
Met vriendelijke groet,\\n{person}\\nHoofd inkoop\\n{address}\\n{phone}
Deze overeenkomst is gesloten tussen {person}, wonende te {address}, en de vennootschap.
De kaart {card} op naam van {person} is geblokkeerd.
De patiënt {person} ({dob}) is doorverwezen door dr. {last}.
Gebruiker {user} was het laatst aangemeld vanaf {ip}; mail naar {email}.
{first} en {person} presenteerden de resultaten, {person} maakte notities.
Heeft {person} de afspraak bevestigd? Zo niet, schrijf naar {email}.
Verzenden naar:\\n{person}\\n{address}
- De voorraad van artikel 55310 zakte in mei onder de minimale bestelhoeveelheid.
- Alle medewerkers moeten het formulier Reiskosten voor vrijdag invullen.
- Het nieuwe Klantportaal toont Openstaande Facturen, Creditnota's en Betaalhistorie.""",
    "pl": """Dzień dobry {first}, {person} z księgowości dołączy o dziesiątej.
W piątek rozmawiałem z panią {last}, telefon {phone}.
Najemca {last_first} mieszka {address} i płaci z rachunku {iban}.
Wnioskodawca: {person} | ur.: {dob} | PESEL: {id} | tel.: {phone}
Z poważaniem\\n{person}\\nKierownik zakupów\\n{address}\\n{phone}
Umowa zostaje zawarta pomiędzy {person}, zamieszkałym {address}, a spółką.
Karta {card} wystawiona na {person} została zablokowana.
Pacjent {person} ({dob}) został skierowany przez dr {last}.
Użytkownik {user} logował się ostatnio z {ip}; kontakt {email}.
{first} i {person} przedstawili wyniki, a {person} sporządził notatkę.
Czy {person} potwierdził termin? Jeśli nie, proszę pisać na {email}.
Adres dostawy:\\n{person}\\n{address}
- Stan artykułu 55310 spadł w maju poniżej minimalnej ilości zamówienia.
- Wszyscy pracownicy muszą wypełnić formularz Koszty Podróży do piątku.
- Nowy Portal Klienta pokazuje Otwarte Faktury, Korekty i Historię Płatności.""",
    "pt": """Bom dia {first}, {person} da contabilidade junta-se às dez.
Na sexta falei com a senhora {last}, contactável pelo {phone}.
O inquilino {last_first} reside na {address} e paga a partir de {iban}.
Requerente: {person} | Nascimento: {dob} | NIF: {id} | Tel.: {phone}
Com os melhores cumprimentos,\\n{person}\\nResponsável de compras\\n{address}\\n{phone}
O presente contrato é celebrado entre {person}, residente em {address}, e a empresa.
O cartão {card} em nome de {person} foi bloqueado.
O paciente {person} ({dob}) foi encaminhado pelo Dr. {last}.
O utilizador {user} ligou-se pela última vez de {ip}; escreva para {email}.
{first} e {person} apresentaram os resultados e {person} tomou notas.
{person} confirmou a reunião? Caso contrário, escreva para {email}.
Enviar para:\\n{person}\\n{address}
- O stock do artigo 55310 desceu em maio abaixo da quantidade mínima.
- Todos os funcionários devem preencher o formulário Despesas de Viagem até sexta.
- O novo Portal do Cliente mostra Faturas em Aberto, Notas de Crédito e Histórico de Pagamentos.""",
    "sv": """God morgon {first}, {person} från ekonomi ansluter klockan tio.
I fredags talade jag med fru {last}, som nås på {phone}.
Hyresgästen {last_first} bor på {address} och betalar från {iban}.
Sökande: {person} | född: {dob} | personnummer: {id} | tel: {phone}
Med vänlig hälsning\\n{person}\\nInköpschef\\n{address}\\n{phone}
Kortet {card} utfärdat till {person} har spärrats.
Leverera till:\\n{person}\\n{address}
- Lagersaldot för artikel 55310 sjönk i maj under minsta beställningsmängd.
- Alla anställda ska fylla i blanketten Reseräkning före fredag.""",
    "da": """God morgen {first}, {person} fra regnskab kommer klokken ti.
I fredags talte jeg med fru {last}, som kan træffes på {phone}.
Lejeren {last_first} bor på {address} og betaler fra {iban}.
Ansøger: {person} | født: {dob} | CPR: {id} | tlf.: {phone}
Med venlig hilsen\\n{person}\\nIndkøbschef\\n{address}\\n{phone}
Kortet {card} udstedt til {person} er spærret.
Leveres til:\\n{person}\\n{address}
- Lagerbeholdningen af vare 55310 faldt i maj under mindste bestillingsmængde.
- Alle medarbejdere skal udfylde blanketten Rejseafregning inden fredag.""",
    "nb": """God morgen {first}, {person} fra regnskap kommer klokken ti.
På fredag snakket jeg med fru {last}, som kan nås på {phone}.
Leietakeren {last_first} bor i {address} og betaler fra {iban}.
Søker: {person} | født: {dob} | fødselsnummer: {id} | tlf.: {phone}
Med vennlig hilsen\\n{person}\\nInnkjøpssjef\\n{address}\\n{phone}
Kortet {card} utstedt til {person} er sperret.
Leveres til:\\n{person}\\n{address}
- Lagerbeholdningen av vare 55310 sank i mai under minste bestillingsmengde.
- Alle ansatte må fylle ut skjemaet Reiseregning innen fredag.""",
    "fi": """Hyvää huomenta {first}, {person} kirjanpidosta liittyy mukaan kymmeneltä.
Perjantaina puhuin asiasta, rouva {last} on tavoitettavissa numerosta {phone}.
Vuokralainen {last_first} asuu osoitteessa {address} ja maksaa tililtä {iban}.
Hakija: {person} | synt.: {dob} | henkilötunnus: {id} | puh.: {phone}
Ystävällisin terveisin\\n{person}\\nHankintapäällikkö\\n{address}\\n{phone}
Toimitusosoite:\\n{person}\\n{address}
- Tuotteen 55310 varasto laski toukokuussa alle vähimmäistilausmäärän.
- Kaikkien työntekijöiden on täytettävä lomake Matkalasku ennen perjantaita.""",
}

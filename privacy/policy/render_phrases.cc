#include "privacy/policy/render_phrases.h"

#include <cstddef>

namespace adit {
namespace {

constexpr int kLanguages = 3;
using Row = std::string_view[kLanguages];

// In the order of Phrase.
constexpr Row kPhrases[] = {
    {"Policy %1, version %2", "Richtlinie %1, Fassung %2", "Politique %1, version %2"},
    {"Recording begins at the earliest on %1.", "Aufgezeichnet wird frühestens ab %1.",
     "L'enregistrement commence au plus tôt le %1."},
    {"From %1 on nothing is recorded any more unless a newer policy is agreed.",
     "Ab %1 wird nichts mehr aufgezeichnet, wenn keine neue Richtlinie vereinbart ist.",
     "À partir du %1, plus rien n'est enregistré sans nouvelle politique convenue."},
    {"It is for these groups: %1.", "Sie gilt für diese Gruppen: %1.",
     "Elle s'applique à ces groupes : %1."},
    {"It is for all groups.", "Sie gilt für alle Gruppen.", "Elle s'applique à tous les groupes."},
    {"What is never recorded", "Was niemals aufgezeichnet wird", "Ce qui n'est jamais enregistré"},
    {"Typed text, contents of the clipboard, pictures of the screen, sound, passwords, and the "
     "content "
     "of private windows. This follows from how the program is built, not from this policy.",
     "Getippter Text, Inhalte der Zwischenablage, Bilder des Bildschirms, Ton, Kennwörter und "
     "Inhalte "
     "privater Fenster. Das folgt aus der Bauart des Programms, nicht aus dieser Richtlinie.",
     "Le texte saisi, le contenu du presse-papiers, des images de l'écran, le son, les mots de "
     "passe "
     "et le contenu des fenêtres privées. Cela résulte de la construction du programme, non de "
     "cette "
     "politique."},
    {"Why", "Wozu", "Pourquoi"},
    {"Purpose: %1", "Zweck: %1", "Finalité : %1"},
    {"Legal basis: %1", "Rechtsgrundlage: %1", "Base juridique : %1"},
    {"Controller: %1", "Verantwortlicher: %1", "Responsable du traitement : %1"},
    {"Agreement: %1", "Vereinbarung: %1", "Accord : %1"},
    {"Impact assessment: %1", "Folgenabschätzung: %1", "Analyse d'impact : %1"},
    {"What those who are recorded are told", "Was den Aufgezeichneten mitgeteilt wird",
     "Ce qui est communiqué aux personnes enregistrées"},
    {"Applications", "Anwendungen", "Applications"},
    {"Only the applications listed here are recorded.",
     "Aufgezeichnet werden nur die hier genannten Anwendungen.",
     "Seules les applications citées ici sont enregistrées."},
    {"Every application is recorded except those denied here.",
     "Aufgezeichnet wird jede Anwendung außer den hier ausgeschlossenen.",
     "Toute application est enregistrée sauf celles exclues ici."},
    {"Recorded:", "Aufgezeichnet:", "Enregistrées :"},
    {"Never recorded:", "Nie aufgezeichnet:", "Jamais enregistrées :"},
    {"A switch to an application that is not recorded leaves only the fact that the person was "
     "elsewhere, without its name.",
     "Ein Wechsel in eine nicht aufgezeichnete Anwendung hinterlässt nur, dass die Person anderswo "
     "war, ohne deren Namen.",
     "Le passage à une application non enregistrée ne laisse que le fait d'avoir été ailleurs, "
     "sans "
     "son nom."},
    {"A switch to an application that is not recorded leaves nothing.",
     "Ein Wechsel in eine nicht aufgezeichnete Anwendung hinterlässt nichts.",
     "Le passage à une application non enregistrée ne laisse rien."},
    {"Web sites", "Websites", "Sites web"},
    {"Web applications are recorded in recorded browsers, except on these hosts.",
     "Webanwendungen werden in aufgezeichneten Browsern erfasst, außer auf diesen Rechnern.",
     "Les applications web sont enregistrées dans les navigateurs cités, sauf sur ces hôtes."},
    {"Web applications are recorded on these hosts only.",
     "Webanwendungen werden nur auf diesen Rechnern aufgezeichnet.",
     "Les applications web ne sont enregistrées que sur ces hôtes."},
    {"Recorded hosts: %1", "Aufgezeichnete Rechner: %1", "Hôtes enregistrés : %1"},
    {"Denied hosts: %1", "Ausgeschlossene Rechner: %1", "Hôtes exclus : %1"},
    {"Windows", "Fenster", "Fenêtres"},
    {"Private windows; nothing but their existence:",
     "Private Fenster; nichts als ihr Vorhandensein:",
     "Fenêtres privées ; rien que leur existence :"},
    {"Windows that are never recorded:", "Fenster, die nie aufgezeichnet werden:",
     "Fenêtres jamais enregistrées :"},
    {"Hours", "Zeiten", "Horaires"},
    {"The policy sets no hours.", "Die Richtlinie setzt keine Zeiten.",
     "La politique ne fixe pas d'horaires."},
    {"Recorded only on %1, %2.", "Aufgezeichnet wird nur %1, %2.",
     "Enregistrement seulement %1, %2."},
    {"What happens to texts", "Was mit Texten geschieht", "Ce qu'il advient des textes"},
    {"Unless a rule below says otherwise:", "Soweit keine Regel unten anderes sagt:",
     "Sauf règle contraire ci-dessous :"},
    {"Rules; of several that fit, the strictest counts:",
     "Regeln; von mehreren passenden zählt die strengste:",
     "Règles ; si plusieurs conviennent, la plus stricte vaut :"},
    {"Title templates", "Titelmuster", "Modèles de titres"},
    {"Of titles that fit one of these patterns only the constant words leave; what stands in <…> "
     "never "
     "does:",
     "Von Titeln, die zu einem dieser Muster passen, verlassen nur die festen Wörter den Rechner; "
     "was in "
     "<…> steht, nie:",
     "Des titres qui suivent un de ces modèles, seuls les mots fixes quittent l'ordinateur ; ce "
     "qui "
     "est entre <…> jamais :"},
    {"What stands in […] is kept and only searched for personal data: what the search does not "
     "recognise leaves the computer.",
     "Was in […] steht, bleibt und wird nur nach personenbezogenen Daten durchsucht: was die Suche "
     "nicht erkennt, verlässt den Rechner.",
     "Ce qui est entre […] reste et n'est que soumis à la recherche de données personnelles : ce "
     "que la recherche ne reconnaît pas quitte l'ordinateur."},
    {"Addresses of web pages lose user names, parameters and fragments; of file paths only the "
     "file's "
     "name stays.",
     "Adressen von Webseiten verlieren Benutzernamen, Parameter und Sprungmarken; von Dateipfaden "
     "bleibt "
     "nur der Dateiname.",
     "Les adresses web perdent noms d'utilisateur, paramètres et fragments ; des chemins de "
     "fichiers "
     "seul le nom du fichier reste."},
    {"Parameters that stay: %1", "Parameter, die bleiben: %1", "Paramètres conservés : %1"},
    {"is left out", "entfällt", "est omis"},
    {"becomes <MASKED>", "wird zu <MASKED>", "devient <MASKED>"},
    {"only the constant words of a pattern stay", "nur die festen Wörter eines Musters bleiben",
     "seuls les mots fixes d'un modèle restent"},
    {"is searched for personal data, which is masked",
     "wird nach personenbezogenen Angaben durchsucht, die verdeckt werden",
     "est examiné ; les données personnelles trouvées sont masquées"},
    {"stays, except numbers, addresses and secrets that are recognised",
     "bleibt, außer erkannten Nummern, Adressen und Geheimnissen",
     "reste, sauf les numéros, adresses et secrets reconnus"},
    {"What is searched for and masked", "Wonach gesucht und was verdeckt wird",
     "Ce qui est recherché et masqué"},
    {"The masked text is searched again; whatever is still found masks it wholly.",
     "Der verdeckte Text wird erneut durchsucht; bleibt etwas übrig, wird er ganz verdeckt.",
     "Le texte masqué est examiné à nouveau ; s'il reste quelque chose, il est masqué en entier."},
    {"Not searched for: %1", "Nicht gesucht: %1", "Non recherché : %1"},
    {"Own patterns:", "Eigene Muster:", "Modèles propres :"},
    {"Word lists:", "Wortlisten:", "Listes de mots :"},
    {"%1 (%2 terms)", "%1 (%2 Begriffe)", "%1 (%2 termes)"},
    {"Exceptions:", "Ausnahmen:", "Exceptions :"},
    {"until %1", "bis %1", "jusqu'au %1"},
    {"How long", "Wie lange", "Combien de temps"},
    {"On this computer, encrypted and unreadable for it, at most %1 hours.",
     "Auf diesem Rechner, verschlüsselt und für ihn unlesbar, höchstens %1 Stunden.",
     "Sur cet ordinateur, chiffré et illisible pour lui, au plus %1 heures."},
    {"On the company's own server, %1 days.", "Auf dem Server des Unternehmens %1 Tage.",
     "Sur le serveur de l'entreprise, %1 jours."},
    {"Results about groups, %1 days.", "Ergebnisse über Gruppen %1 Tage.",
     "Résultats sur des groupes, %1 jours."},
    {"Groups, not persons", "Gruppen, nicht Personen", "Des groupes, pas des personnes"},
    {"Nothing is shown that rests on fewer than %1 different people, and no view ranks persons.",
     "Es wird nichts gezeigt, das auf weniger als %1 verschiedenen Menschen beruht, und keine "
     "Ansicht "
     "ordnet Personen.",
     "Rien n'est montré qui repose sur moins de %1 personnes différentes, et aucune vue ne classe "
     "des "
     "personnes."},
    {"Pseudonyms change every %1 days and cannot be linked across.",
     "Pseudonyme wechseln alle %1 Tage und lassen sich darüber hinaus nicht verknüpfen.",
     "Les pseudonymes changent tous les %1 jours et ne peuvent être reliés au-delà."},
    {"Inside such a period it can be seen that steps were about the same document or record, never "
     "which one it was.",
     "Innerhalb eines solchen Zeitraums ist erkennbar, dass Schritte dasselbe Dokument oder denselben "
     "Vorgang betrafen, nie aber welchen.",
     "Durant une telle période on voit que des étapes concernaient le même document ou dossier, jamais "
     "lequel."},
    {"Rights", "Rechte", "Droits"},
    {"Recording begins after the information was shown.",
     "Die Aufzeichnung beginnt, nachdem die Mitteilung gezeigt wurde.",
     "L'enregistrement commence après affichage de l'information."},
    {"Recording begins after the person confirmed that the information was read.",
     "Die Aufzeichnung beginnt, nachdem die Person das Lesen der Mitteilung bestätigt hat.",
     "L'enregistrement commence après confirmation de lecture de l'information."},
    {"Recording begins only after the person agreed, and ends when the person withdraws.",
     "Die Aufzeichnung beginnt nur mit Einwilligung der Person und endet mit deren Widerruf.",
     "L'enregistrement ne commence qu'avec l'accord de la personne et cesse s'il est retiré."},
    {"Everybody may pause at any time, for up to %1 minutes at once (adit-agent pause).",
     "Alle dürfen jederzeit unterbrechen, jeweils bis zu %1 Minuten (adit-agent pause).",
     "Chacun peut suspendre à tout moment, jusqu'à %1 minutes à la fois (adit-agent pause)."},
    {"Everybody may pause at any time, for as long as wanted (adit-agent pause).",
     "Alle dürfen jederzeit und beliebig lange unterbrechen (adit-agent pause).",
     "Chacun peut suspendre à tout moment, aussi longtemps que voulu (adit-agent pause)."},
    {"A pause is not granted.", "Eine Unterbrechung ist nicht vorgesehen.",
     "Aucune suspension n'est prévue."},
    {"Everybody may delete the last %1 minutes that have not left the computer yet (adit-agent "
     "forget).",
     "Alle dürfen die letzten %1 Minuten löschen, die den Rechner noch nicht verlassen haben "
     "(adit-agent forget).",
     "Chacun peut effacer les %1 dernières minutes qui n'ont pas encore quitté l'ordinateur "
     "(adit-agent forget)."},
    {"Deleting the last minutes is not granted.",
     "Das Löschen der letzten Minuten ist nicht vorgesehen.",
     "L'effacement des dernières minutes n'est pas prévu."},
    {"Everybody may see, live, exactly what leaves the computer (adit-agent preview).",
     "Alle dürfen laufend genau das sehen, was den Rechner verlässt (adit-agent preview).",
     "Chacun peut voir en direct exactement ce qui quitte l'ordinateur (adit-agent preview)."},
    {"only where %1", "nur bei %1", "seulement si %1"},
    {"everywhere", "überall", "partout"},
    {"[to be completed]", "[zu ergänzen]", "[à compléter]"},
    {"Draft of a data-protection impact assessment (GDPR Art. 35(7))",
     "Entwurf einer Datenschutz-Folgenabschätzung (Art. 35 Abs. 7 DSGVO)",
     "Projet d'analyse d'impact (art. 35, par. 7, RGPD)"},
    {"a) Description of the processing", "a) Beschreibung der Verarbeitung",
     "a) Description du traitement"},
    {"b) Necessity and proportionality", "b) Notwendigkeit und Verhältnismäßigkeit",
     "b) Nécessité et proportionnalité"},
    {"The purpose needs the order of screens and actions, not their contents. What is not needed "
     "is not "
     "captured: this is prevented at the source, before masking. Less intrusive means considered: "
     "[interviews, workshops, logs of the systems; why they do not suffice].",
     "Der Zweck braucht die Folge von Masken und Handlungen, nicht deren Inhalte. Was nicht "
     "gebraucht "
     "wird, wird nicht erfasst: das verhindert die Quelle, vor aller Verdeckung. Erwogene mildere "
     "Mittel: "
     "[Interviews, Workshops, Protokolle der Systeme; warum sie nicht genügen].",
     "La finalité requiert l'ordre des écrans et des actions, non leur contenu. L'inutile n'est "
     "pas "
     "capté : cela est empêché à la source, avant tout masquage. Moyens moins intrusifs envisagés "
     ": "
     "[entretiens, ateliers, journaux des systèmes ; pourquoi ils ne suffisent pas]."},
    {"c) Risks to rights and freedoms", "c) Risiken für Rechte und Freiheiten",
     "c) Risques pour les droits et libertés"},
    {"Monitoring of behaviour and performance; disclosure of personal data in titles and labels; "
     "re-identification in small groups; access by third parties; use for other purposes. "
     "Likelihood and "
     "severity: [to be assessed on site].",
     "Überwachung von Verhalten und Leistung; Offenlegung personenbezogener Angaben in Titeln und "
     "Beschriftungen; Wiedererkennung in kleinen Gruppen; Zugriff Dritter; zweckfremde Nutzung. "
     "Wahrscheinlichkeit und Schwere: [vor Ort zu bewerten].",
     "Surveillance du comportement et des performances ; divulgation de données personnelles dans "
     "des "
     "titres et libellés ; réidentification dans de petits groupes ; accès de tiers ; usage à "
     "d'autres "
     "fins. Vraisemblance et gravité : [à évaluer sur place]."},
    {"d) Measures", "d) Maßnahmen", "d) Mesures"},
    {"Open: views of those concerned and of the works council, residual risk, decision, date of "
     "review.",
     "Offen: Standpunkte der Betroffenen und des Betriebsrats, Restrisiko, Entscheidung, "
     "Prüftermin.",
     "Ouvert : avis des personnes concernées et de leurs représentants, risque résiduel, décision, "
     "date "
     "de révision."},
    {"Draft of the record of processing (GDPR Art. 30(1))",
     "Entwurf des Verzeichnisses von Verarbeitungstätigkeiten (Art. 30 Abs. 1 DSGVO)",
     "Projet de registre des activités de traitement (art. 30, par. 1, RGPD)"},
    {"Controller", "Verantwortlicher", "Responsable du traitement"},
    {"Purposes", "Zwecke", "Finalités"},
    {"Categories of data subjects", "Kategorien betroffener Personen",
     "Catégories de personnes concernées"},
    {"Employees at computers of the groups named in the policy.",
     "Beschäftigte an Rechnern der in der Richtlinie genannten Gruppen.",
     "Salariés aux ordinateurs des groupes nommés dans la politique."},
    {"Categories of personal data", "Kategorien personenbezogener Daten",
     "Catégories de données personnelles"},
    {"Pseudonymous events of use: application, masked window title, masked label of the element, "
     "kind of "
     "action, time, duration, class and length bucket of values.",
     "Pseudonyme Nutzungsereignisse: Anwendung, verdeckter Fenstertitel, verdeckte Beschriftung "
     "des "
     "Elements, Art der Handlung, Zeit, Dauer, Klasse und Längenstufe von Werten.",
     "Événements d'usage pseudonymes : application, titre de fenêtre masqué, libellé masqué de "
     "l'élément, type d'action, heure, durée, classe et tranche de longueur des valeurs."},
    {"Recipients", "Empfänger", "Destinataires"},
    {"Analysts named by the controller; they see groups only. [Processors, if any]",
     "Vom Verantwortlichen benannte Auswerter; sie sehen nur Gruppen. [Auftragsverarbeiter, falls "
     "vorhanden]",
     "Analystes désignés par le responsable ; ils ne voient que des groupes. [Sous-traitants "
     "éventuels]"},
    {"Transfers to third countries", "Übermittlung in Drittländer",
     "Transferts vers des pays tiers"},
    {"None by the program: everything stays on the controller's own servers. [Place of the "
     "servers]",
     "Keine durch das Programm: alles bleibt auf eigenen Servern des Verantwortlichen. [Ort der "
     "Server]",
     "Aucun par le programme : tout reste sur les serveurs du responsable. [Lieu des serveurs]"},
    {"Time limits for erasure", "Löschfristen", "Délais d'effacement"},
    {"Technical and organisational measures", "Technische und organisatorische Maßnahmen",
     "Mesures techniques et organisationnelles"},
    {"Masking before anything is stored; encryption to the collector's key on the endpoint; TLS "
     "1.3 with "
     "certificates on both sides; signed, versioned policies; audit chain; roles.",
     "Verdeckung vor jeder Speicherung; Verschlüsselung auf dem Endgerät an den Schlüssel des "
     "Servers; "
     "TLS 1.3 mit Zertifikaten beiderseits; signierte, versionierte Richtlinien; Prüfkette; "
     "Rollen.",
     "Masquage avant tout stockage ; chiffrement sur le poste vers la clé du serveur ; TLS 1.3 "
     "avec "
     "certificats des deux côtés ; politiques signées et versionnées ; chaîne d'audit ; rôles."},
};
static_assert(sizeof kPhrases / sizeof kPhrases[0] == static_cast<size_t>(Phrase::kCount));

constexpr Row kFields[] = {
    {"Application's name", "Name der Anwendung", "Nom de l'application"},
    {"Application's version", "Version der Anwendung", "Version de l'application"},
    {"Program file", "Programmdatei", "Fichier du programme"},
    {"Window title", "Fenstertitel", "Titre de la fenêtre"},
    {"Kind of window", "Art des Fensters", "Type de fenêtre"},
    {"Page address or file", "Seitenadresse oder Datei", "Adresse de page ou fichier"},
    {"Kind of element", "Art des Elements", "Type d'élément"},
    {"Label of the element", "Beschriftung des Elements", "Libellé de l'élément"},
    {"Developer's identifier", "Kennung des Entwicklers", "Identifiant du développeur"},
    {"Place in the window", "Ort im Fenster", "Place dans la fenêtre"},
    {"Detail (menu, chord, reason)", "Einzelheit (Menü, Tasten, Grund)",
     "Détail (menu, touches, raison)"},
    {"Clipboard content", "Inhalt der Zwischenablage", "Contenu du presse-papiers"},
};
static_assert(sizeof kFields / sizeof kFields[0] == kTextFieldCount);

constexpr Row kTypes[] = {
    {"names of persons", "Namen von Personen", "noms de personnes"},
    {"e-mail addresses", "E-Mail-Adressen", "adresses électroniques"},
    {"phone numbers", "Telefonnummern", "numéros de téléphone"},
    {"postal addresses", "Postanschriften", "adresses postales"},
    {"places", "Orte", "lieux"},
    {"organisations", "Organisationen", "organisations"},
    {"card numbers", "Kartennummern", "numéros de carte"},
    {"bank account numbers (IBAN)", "Kontonummern (IBAN)", "comptes bancaires (IBAN)"},
    {"bank codes (BIC)", "Bankleitzahlen (BIC)", "codes bancaires (BIC)"},
    {"account numbers", "Kontonummern", "numéros de compte"},
    {"network addresses (IP)", "Netzadressen (IP)", "adresses réseau (IP)"},
    {"device addresses (MAC)", "Geräteadressen (MAC)", "adresses d'appareil (MAC)"},
    {"credentials in addresses", "Zugangsdaten in Adressen", "identifiants dans des adresses"},
    {"secrets and tokens", "Geheimnisse und Schlüssel", "secrets et jetons"},
    {"dates of birth", "Geburtsdaten", "dates de naissance"},
    {"national identity numbers", "nationale Kennnummern", "numéros d'identité nationaux"},
    {"tax numbers", "Steuernummern", "numéros fiscaux"},
    {"health insurance numbers", "Krankenversichertennummern", "numéros d'assurance maladie"},
    {"social security numbers", "Sozialversicherungsnummern", "numéros de sécurité sociale"},
    {"passport numbers", "Passnummern", "numéros de passeport"},
    {"driving licence numbers", "Führerscheinnummern", "numéros de permis de conduire"},
    {"vehicle plates", "Kfz-Kennzeichen", "plaques d'immatriculation"},
    {"user names", "Benutzernamen", "noms d'utilisateur"},
    {"computer names", "Rechnernamen", "noms d'ordinateur"},
    {"own patterns", "eigene Muster", "modèles propres"},
};
static_assert(sizeof kTypes / sizeof kTypes[0] == kFindingTypeCount);

constexpr Row kStyles[] = {
    {"replaced by the type's name", "ersetzt durch den Namen der Art",
     "remplacé par le nom du type"},
    {"the whole text is left out", "der ganze Text entfällt", "le texte entier est omis"},
    {"replaced sign by sign (x, 0)", "Zeichen für Zeichen ersetzt (x, 0)",
     "remplacé signe par signe (x, 0)"},
    {"replaced by a pseudonym", "ersetzt durch ein Pseudonym", "remplacé par un pseudonyme"},
    {"replaced by type and length bucket", "ersetzt durch Art und Längenstufe",
     "remplacé par le type et une tranche de longueur"},
};
static_assert(sizeof kStyles / sizeof kStyles[0] == kMaskStyleCount);

constexpr Row kDays[7] = {
    {"Monday", "Montag", "lundi"},         {"Tuesday", "Dienstag", "mardi"},
    {"Wednesday", "Mittwoch", "mercredi"}, {"Thursday", "Donnerstag", "jeudi"},
    {"Friday", "Freitag", "vendredi"},     {"Saturday", "Samstag", "samedi"},
    {"Sunday", "Sonntag", "dimanche"},
};

size_t Column(RenderLanguage language) { return static_cast<size_t>(language); }

}  // namespace

std::string_view PhraseIn(Phrase phrase, RenderLanguage language) {
  return kPhrases[static_cast<size_t>(phrase)][Column(language)];
}
std::string_view FieldIn(TextField field, RenderLanguage language) {
  return kFields[static_cast<size_t>(field)][Column(language)];
}
std::string_view TypeIn(FindingType type, RenderLanguage language) {
  return kTypes[static_cast<size_t>(type)][Column(language)];
}
std::string_view StyleIn(MaskStyle style, RenderLanguage language) {
  return kStyles[static_cast<size_t>(style)][Column(language)];
}
std::string_view WeekdayIn(int day, RenderLanguage language) {
  return kDays[day][Column(language)];
}

}  // namespace adit

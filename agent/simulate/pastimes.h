// What people do on a computer that is no routine: mails, chat, browsing, looking things up.
#pragma once

namespace adit::simulate {

class Office;

// Adds unstructured work and interruptions. They use the routines' own screens, fields and buttons,
// and some of them come again and again: recurrence alone makes no routine.
void AddPastimes(Office& office);

}  // namespace adit::simulate

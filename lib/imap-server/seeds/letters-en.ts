import type { LetterTemplate } from './types';

/** Single mails in English. `{a|b}` is a choice; each template is written several times, never twice alike. */
export const lettersEn: readonly LetterTemplate[] = [
  {
    from: 'maya',
    mailbox: 'INBOX',
    subject: '{Site visit|Quick question|Drawings|Model}: {health centre|school yard|tram stop|north square}',
    text: '{Morning Robin|Hi Robin|Robin},\n\n{I walked past|I have just been to|We measured} {the site|the yard|the stop} {this morning|on my way home|in the rain} and {the levels are off by six centimetres|the old wall is in better shape than we feared|somebody has parked a piano in the planting bed}. {Can you|Could you} {check the section|call the contractor|redraw the kerb} {before lunch|by Thursday|when you are back}? {No drama|It can wait a day|Slightly urgent}, {but I would rather know|the client asked twice|I promised an answer}.\n\nMaya',
  },
  {
    from: 'maya',
    mailbox: 'Projects/Courtyard',
    subject: '{Colours|Samples|Benches|Signs} for {the courtyard|phase two|the entrance}',
    text: '{The samples are here|Three boxes arrived|I laid everything out on the big table}: {the warm grey|the sand-coloured one|the dark green} {wins by a mile|looks cheap in daylight|goes well with the brick}. {Tom prefers|Inés likes|The client wants} {the other one, of course|something bolder|to see it wet}. {Let us decide|Come and look|Bring your eyes} {at four|tomorrow before the call|while the sun is out}. {There is cake|I hid the rejected ones|Do not let the courier take the box}.',
  },
  {
    from: 'tom',
    mailbox: 'INBOX',
    subject: '{Server|Plotter|Backup|Printer} {again|fixed|moved|on Friday}',
    text: '{Heads up|Short note|For your calendar}: {the plotter|the file server|the studio wifi} {is down|gets an update|moves to the other room} {on Friday from five|tonight|between two and three}. {Save your work|Please close your drawings|Nothing to do for you}, {and do not unplug the thing with the green light|the backup runs right after|I will send a note when it is done}. {If it hums|If it beeps}, {that is normal|call me, not the fire brigade|walk away slowly}.\n\nTom',
  },
  {
    from: 'tom',
    mailbox: 'Archive',
    subject: '{Invoice|Hours|Timesheet|Budget} for {March|June|the library|the tram stop}',
    text: 'Robin,\n\n{I closed the month|I went through the hours|The numbers are done}: {we used 82 %|we are 11 hours over|we have a day and a half left} of {the design phase|the fee|the survey budget}. {Most of it|The difference|A third} went into {the second round of comments|redrawing the stairs|meetings about meetings}. {I suggest|My proposal:|We could} {bill it as an extra|swallow it this once|talk to the client first}. {Your call|Happy to explain|Spreadsheet on the server}.\n\nTom',
  },
  {
    from: 'priya',
    mailbox: 'INBOX',
    subject: 'Northbridge: {access|keys|noise|delivery} on {Monday|Wednesday|the 14th|the 21st}',
    text: "Hi Robin,\n\n{The caretaker|Our facilities team|The school office} {asks|would like to know|needs to hear} {when the lorry comes|how loud the saw is|who holds the second key}. {There are exams|The choir rehearses|A wedding party rents the hall} {until eleven|all morning|from two o'clock}, so {please plan around it|early would be better|hand tools only, if you can}. {Parking|The gate|The lift} {is sorted|must stay clear|works again, miraculously}.\n\n{Thanks|Best|Many thanks},\nPriya",
  },
  {
    from: 'priya',
    mailbox: 'Projects/Courtyard',
    subject: '{Approval|Comments|Sign-off}: {bench|lighting|planting|drainage} {v2|v3|v4}',
    text: '{Good news|Almost there|The committee met}: {they approved|they mostly approved|they like} {the planting list|version three|the lighting concept}, {with one condition|with two small comments|without a single comment, a first}. {Please|Could you} {swap the thorny shrubs|add a handrail|show the drain cover} {near the play corner|on sheet 4|in the legend}. {Once that is in|After that}, {I can release the payment|we are ready to build|I owe you a coffee}.\n\nPriya',
  },
  {
    from: 'daniel',
    mailbox: 'INBOX',
    subject: '{Dinner|Board games|Soup night|Film night} {on Friday|on Saturday|next week}',
    text: '{Hello you|Hey neighbour|Robin!}\n\n{We are cooking|I bought|There will be} {far too much curry|a soup the size of a bathtub|dumplings, badly folded} {on Friday|on Saturday|this Thursday}. {Come over|You are invited|Bring Nora} {around seven|after the homework|whenever you smell it}. {Bring|We need|You could bring} {a chair|bread|the card game with the llamas}. {The baby sleeps at eight|No dress code|The bell is broken, knock}.\n\nDaniel',
  },
  {
    from: 'daniel',
    mailbox: 'Archive',
    subject: '{Found|Lost|Borrowed}: {umbrella|scarf|drill bit|casserole}',
    text: '{I found|There is|You left} {a blue umbrella|your casserole|one small red glove|a drill bit, 8 mm} {on the stairs|in our kitchen|behind the bikes}. {It hangs|It sits|I put it} {on the door handle|next to the post boxes|in the basket}. {If it is not yours|No hurry}, {pass it on|it has settled in here|the cat has claimed it}. {By the way|Also}, {the bulb on the second floor is out|the parcel man wants you|happy birthday to your dad}.',
  },
  {
    from: 'grace',
    mailbox: 'INBOX',
    subject: '{Reservation|Opening hours|Story hour|Volunteers} at the {library|reading room}',
    text: 'Dear Robin,\n\n{The book you asked for|Your reservation|The atlas} {has arrived|is back|is waiting at the desk}. {We keep it|It stays on the shelf} {until Saturday|for ten days|as long as nobody else wants it}. {The courtyard|Your drawing|The model} {is on show in the hall|has three fans among the regulars|made a child ask whether trees sleep}. {Do come by|See you on Thursday|Tea is at four}.\n\n{Warmly|Kind regards|Best wishes},\nGrace',
  },
  {
    from: 'grace',
    mailbox: 'Archive',
    subject: '{Minutes|Agenda|Dates} of the friends of the library',
    text: 'Dear friends,\n\n{Please find below|Here are|As promised,} {the dates for the term|what we agreed on|the agenda}: {the book sale|the reading night|the repair of the roof} {moves to the 18th|is confirmed|needs two more pairs of hands}. {We counted|The till shows|Our treasurer reports} {214 visitors|the princely sum of 386.50|eleven new members}. {Next time|On Tuesday week} {we meet upstairs|bring your own mug|we begin at half past six sharp}.\n\nGrace Mbeki',
  },
  {
    from: 'oliver',
    mailbox: 'INBOX',
    subject: '{Sunday ride|Evening ride|Repair café|Lights}: {flat|hilly|wet|windy}',
    text: 'Hi all,\n\n{This Sunday|On Wednesday evening|The first ride of the season}: {62 km|38 km|an honest 90 km}, {one climb|no climbs to speak of|three climbs and a ferry}, {coffee at the mill|cake at the lock|picnic on the dyke}. {We leave|Wheels turn} {at eight|at half past six|when Peter arrives} {from the fountain|from the old station}. {Bring lights|Bring a spare tube|Rain jackets, I am afraid}. {Nobody gets dropped|Two speeds, one pub}.\n\nOliver',
  },
  {
    from: 'hannah',
    mailbox: 'INBOX',
    subject: '{Slides|Proceedings|Lime trees|Study trip} {and thanks|in spring|for the journal}',
    text: 'Dear Robin,\n\n{Thank you once more|Still smiling about your talk|Quick follow-up}: {we would love to print|I still need|people keep asking for} {the slide with the mulberries|your list of narrow crowns|the photo of the bent lamp} (you know the one). {The volume|The little book} {goes to press|is laid out|needs your two paragraphs} {in three weeks|at the end of the month|by the 12th}. {In spring|In September} {we visit Valencia|a group of us takes the train south} and {would love to see your squares|your name fell at once|coffee is on us}.\n\nHannah',
  },
  {
    from: 'yuki',
    mailbox: 'Archive',
    subject: '{Moss|Maples|Persimmons|First snow} {this week|in Kanazawa|from my window}',
    text: "Dear Robin,\n\n{The maples|The persimmons|The moss garden} {turned red overnight|are heavy with fruit|drinks the rain}. {I thought of|You would have liked|Everybody photographs} {the old pine with its ropes|the gardener who sweeps at five|the one yellow leaf}. {I send|I enclose|Here is} {a small drawing|the name of the variety|a haiku I did not write}. {How is|Tell me about} {your courtyard|the bench|Nora's Saturn}.\n\n由紀",
  },
  {
    from: 'committee',
    mailbox: 'INBOX',
    subject: '{Street party|Trees|Quiet hours|Speed bumps}: {vote|result|call for help}',
    text: 'Dear neighbours,\n\n{At the last meeting|By show of hands|After a lively evening} {we agreed|31 of 40 households voted|it was decided} {to ask for two more trees|to hold the street party in June|that the glass bin moves to the corner}. {The council|The office for streets} {answers within six weeks|wants a drawing|has been friendly so far}. {Volunteers|Cake bakers|People with ladders} {are welcome|write to this address|meet on Sunday at eleven}.\n\nThe Committee',
  },
  {
    from: 'me',
    mailbox: 'Sent',
    subject: '{Sketch|Revised plan|Section|Quantities}: {bench|courtyard|east path|tram stop}',
    text: '{Hi Maya|Hi both|Dear all},\n\n{Attached in the folder|On the server|Uploaded just now}: {the revised sketch|the section|the list of quantities}. {I changed|What is new:|Two changes:} {the slope is 1.5 % now|the bed stops before the door|the lamp moved by a metre}, {and the legend is readable at last|which also saves a drain|as Priya asked}. {Tell me|Shout} {if the dimensions look odd|when you have printed it|before Thursday noon}.\n\nRobin',
  },
  {
    from: 'me',
    mailbox: 'Sent',
    subject: 'Re: {tomorrow|the ride|the key|dinner|your question}',
    text: '{Count me in.|With pleasure.|Sorry, I cannot.|Yes to everything.} {I will be there|I can come|Nora has a match, so we arrive} {at seven|a bit late|with an appetite}. {I bring|We bring|Shall I bring} {bread from the good place|the spare lamp|a salad that looks like more work than it is}? {See you|Until then|Greetings from the fourth floor},\nRobin',
  },
  {
    from: 'oliver',
    mailbox: 'Archive',
    subject: '{Club news|Jersey order|Insurance|Winter training}',
    text: 'Dear members,\n\n{The jersey order|The insurance form|The hall for winter training} {closes on Friday|is online|has been booked}. {Sizes run small|Same price as last year|Thursdays from seven}, {so order one up|thanks to our sponsor with the plum jam|mats are there, bring a towel}. {New this year|Also new}: {a ride for beginners|a tandem to borrow|a workshop on wheels}. {Questions|Complaints|Praise} {to me|to the box in the club room|to Peter, he likes that}.\n\nOliver',
  },
];

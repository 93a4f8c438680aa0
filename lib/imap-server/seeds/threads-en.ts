import type { SeedThread } from './types';

/** Conversations in English, oldest mail first. */
export const threadsEn: readonly SeedThread[] = [
  {
    mailbox: 'INBOX',
    subject: 'Planting plan for the library courtyard',
    ageHours: 44,
    gapHours: 4,
    mails: [
      [
        'grace',
        'Dear Robin,\n\nThe trustees liked the courtyard sketch very much. Two questions came up: can the lavender be kept away from the reading tables (bees), and is there a bench that a person with a walker can get up from without help?\n\nWarm regards,\nGrace',
      ],
      [
        'me',
        'Dear Grace,\n\nBoth are good points. I would move the lavender to the south wall and put rosemary and myrtle near the tables; they flower earlier and less. For the bench: seat at 48 cm and arm rests on both sides. I will draw it.\n\nRobin',
      ],
      [
        'maya',
        'Adding the drawing we used in the health centre last year. The arm rests there are oak and have aged well. I would avoid steel, it gets too hot.',
      ],
      [
        'grace',
        'Oak it is, then. One of our volunteers is a retired carpenter and already asked whether he may sand them every spring. I said he may.',
      ],
      [
        'me',
        'Please tell him he is hired. The revised plan follows on Thursday, with quantities, so that you can ask for quotes.',
      ],
    ],
  },
  {
    mailbox: 'Projects/Courtyard',
    subject: 'Northbridge: soil report and drainage',
    ageHours: 410,
    gapHours: 12,
    mails: [
      [
        'priya',
        'Hi Robin, hi Tom,\n\nThe soil report is in: 40 cm of decent loam, then clay as tight as a drum. Water stood in two of the five test pits after twenty-four hours. I think we need drains along the east path before anything is planted.\n\nPriya',
      ],
      [
        'tom',
        'Agreed on the east path. On the west side I would rather raise the beds by 30 cm than dig. It is cheaper, and the roots of the old plane tree are left alone.',
      ],
      [
        'me',
        'Tom, can we raise them without blocking the door of the boiler house? From memory the sill is only 22 cm above the ground there.',
      ],
      [
        'tom',
        'Good catch. The sill is at 24 cm. I would stop the raised bed 1.5 m before the door and pave the rest with the setts that are in the yard anyway.',
      ],
      [
        'priya',
        'That works for us. Setts are free, and the caretaker has been asking for years to have them used. Please send me a section drawing for the file.',
      ],
      [
        'me',
        'Section is on its way by tonight. I also marked where the camera inspected the old pipe; it is cracked at metre 17.',
      ],
      [
        'priya',
        'Seen, thank you. I have asked for the pipe to be replaced in the same week, so that we dig once.',
      ],
    ],
  },
  {
    mailbox: 'Archive',
    subject: 'Talk in Freiburg: trees in narrow streets',
    ageHours: 3_100,
    gapHours: 26,
    mails: [
      [
        'hannah',
        'Dear Robin,\n\nWould you give a talk at our little conference in May? Forty minutes on trees in narrow streets, with the mistakes left in, please. The mistakes are what people remember.\n\nBest,\nHannah',
      ],
      [
        'me',
        'Dear Hannah,\n\nWith pleasure. Of mistakes I have a rich collection: the mulberries above the white cars alone are worth ten minutes.\n\nRobin',
      ],
      [
        'hannah',
        'Wonderful. We pay the train and two nights. Are you happy with the guest house by the river? It is simple, but the breakfast is famous.',
      ],
      [
        'me',
        'Simple and famous breakfast sounds like my idea of luxury. I would arrive on the Wednesday evening.',
      ],
      [
        'hannah',
        'Booked. Your slot is Thursday at 10:20, right after the coffee, so everybody will be awake and kind.',
      ],
    ],
  },
  {
    mailbox: 'INBOX',
    subject: 'Cargo bike for the studio?',
    ageHours: 75,
    gapHours: 2,
    mails: [
      [
        'tom',
        'I added up the van: 41 trips last quarter, 36 of them under 4 km and with less than 60 kg on board. We are driving a van to carry a bag of tulips. Cargo bike?',
      ],
      [
        'maya',
        'In favour, if somebody promises to teach me how to turn with it. The one I tried in Ghent had its own opinions.',
      ],
      [
        'oliver',
        'Tom asked me to chip in: our club lends a long-tail and a front loader for a week each, free. Try both before you buy; people usually choose the one they did not expect.',
      ],
      [
        'me',
        'A week of each, then we vote. I will bring the heavy stuff on purpose: two sacks of compost and the ladder.',
      ],
      [
        'tom',
        'Front loader arrives on Monday. Helmets are in the cupboard next to the plotter. No racing in the yard, that means you, Maya.',
      ],
    ],
  },
  {
    mailbox: 'Projects/Courtyard',
    subject: 'Minutes of Tuesday, and who does what',
    ageHours: 620,
    gapHours: 8,
    mails: [
      [
        'maya',
        'Short minutes:\n\n1. Bench detail: Robin, by Friday.\n2. Lighting: low, warm, none above eye level. Tom asks two suppliers.\n3. Budget: we are 3 % over; Priya talks to the foundation.\n4. Next meeting: on site, bring boots.\n\nMaya',
      ],
      [
        'me',
        'Bench is drawn, 1:5, with the joint at 1:1. If the carpenter asks: yes, the slope of the seat is meant, 4 degrees, for the rain.',
      ],
      [
        'tom',
        'Lighting: one quote is in, the other supplier asked for a photo of the wall. I had forty photos of the tree and none of the wall. Cycling past tomorrow.',
      ],
      [
        'priya',
        'The foundation covers the 3 %, provided that their logo is not bigger than a plum. I said we had a small plum in mind.',
      ],
    ],
  },
  {
    mailbox: 'INBOX',
    subject: 'Your old bookshelf',
    ageHours: 20,
    gapHours: 2,
    mails: [
      [
        'daniel',
        'Hey, is the bookshelf you put on the notice board still free? It would fit under our stairs to the centimetre, which never happens to me.',
      ],
      [
        'me',
        'Still here. 182 x 74 x 28 cm, one shelf has a coffee ring with history. Free if you carry it down the three floors.',
      ],
      [
        'daniel',
        'Deal. Tomorrow after six? I bring my brother-in-law, who is built like a wardrobe himself.',
      ],
      [
        'me',
        'After six is fine. Ring twice, the bell has moods. I keep the cat in the kitchen, she supervises otherwise.',
      ],
    ],
  },
  {
    mailbox: 'Archive',
    subject: 'Reading group: what next?',
    ageHours: 5_200,
    gapHours: 18,
    mails: [
      [
        'grace',
        'We finished the long one (bravo, everybody who did). Shall we take something short for the summer? I thought of letters or diaries.',
      ],
      [
        'daniel',
        'Letters, please. Diaries make me feel I should keep one, and then I feel guilty until Christmas.',
      ],
      [
        'me',
        'Letters between gardeners exist, I swear, and they are funnier than they sound: two people quarrelling about irises for thirty years.',
      ],
      [
        'yuki',
        'I would love the irises. I can also bring the little book of weather letters that I mentioned, it is 90 pages.',
      ],
      [
        'grace',
        'Irises in July, weather in August. The library has four copies of the first; I put them behind the desk under my name.',
      ],
    ],
  },
];

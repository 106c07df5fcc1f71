//! Row GRD-04 of the plan: each policy has a threshold of its own, and keeps to it.

use serde_json::json;

use super::{SAFETY, told, with_judge};
use crate::rig::{chat, hex, planned};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn grd_04_each_policy_refuses_from_its_own_threshold_on_and_always() {
    let (mut asked, mut refused) = (0, Vec::new());
    for threshold in [0.2, 0.5, 0.8] {
        let more = format!("remember = \"0s\"\nthreshold = {threshold}\n");
        let (house, judge, key) = with_judge(SAFETY, &more).await;
        let mut count = 0;
        for twentieth in 0..20 {
            let score = f64::from(twentieth) / 20.0 + 0.01;
            let verdict = json!({"flagged": false, "score": score, "categories": ["violence"]});
            for n in 0..3 {
                judge.set_behaviour(planned(&format!("body={}", hex(&verdict.to_string()))), 1);
                let answer = house.chat(&key, &chat("Tell me about the harbour.")).await;
                let expected = if score >= threshold { (400, "input.safety".to_owned()) } else { (200, String::new()) };
                assert_eq!(told(&answer), expected, "{score} under {threshold}, try {n}: {}", answer.body);
                asked += 1;
                count += usize::from(answer.status == 400);
            }
        }
        refused.push(count);
    }
    assert!(refused.is_sorted_by(|strict, lax| strict > lax), "{refused:?}");
    println!("figure GRD-04 {asked} of {asked} verdicts as the policy of 0.2, 0.5 or 0.8 says, refused {refused:?}");
}
